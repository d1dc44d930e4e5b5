"""Prove that an assignment's checks tell right from wrong."""

from autograder.prove.bank import Entry, read_bank
from autograder.prove.prove import Proof, prove

__all__ = ["Entry", "Proof", "prove", "read_bank"]
