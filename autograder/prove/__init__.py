"""Prove that an assignment's checks tell right from wrong."""

from autograder.prove.bank import Entry, read_bank
from autograder.prove.mistakes import keep_mistakes, known_mistakes
from autograder.prove.prove import Proof, prove

__all__ = ["Entry", "Proof", "keep_mistakes", "known_mistakes", "prove", "read_bank"]
