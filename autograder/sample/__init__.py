"""A sample class: submissions made from the reference and the bank, for the demo and the tests."""

from autograder.sample.students import STUDENTS, write_class

__all__ = ["STUDENTS", "write_class"]
