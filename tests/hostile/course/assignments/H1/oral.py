"""The answer to the shape question."""

from assignments.H1.questions import BANK
from autograder.oral import Oral, Solver

ORAL = Oral(BANK, {"H1-Q-S1": Solver(lambda p: p["a"] * p["b"], ())}, {})
