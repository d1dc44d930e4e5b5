"""What a student gets back: one page with every mark and why."""

from autograder.feedback.gather import gather
from autograder.feedback.page import page

__all__ = ["gather", "page"]
