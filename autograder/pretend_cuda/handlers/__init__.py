"""The torch functions with rules of their own."""

from __future__ import annotations

from autograder.pretend_cuda.handlers import gradients, indexing, moves, sequences, views
from autograder.pretend_cuda.handlers.kind import Handlers

HANDLERS: Handlers = {
    **views.HANDLERS,
    **moves.HANDLERS,
    **indexing.HANDLERS,
    **gradients.HANDLERS,
    **sequences.HANDLERS,
}

__all__ = ["HANDLERS"]
