"""The boundary between the trusted process T and the student's process S.

T asks, S answers; nothing ever goes the other way round. Only plain data crosses: numbers, strings,
lists, tuples, dicts, tensors as raw bytes, and numbers that stand for objects which stay in S.
"""

from autograder.bridge.client import Bridge
from autograder.bridge.server import serve
from autograder.bridge.wire import BadMessageError, Channel, ClosedError

__all__ = ["BadMessageError", "Bridge", "Channel", "ClosedError", "serve"]
