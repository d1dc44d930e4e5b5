"""What goes into nbgrader's own pipeline: see ``nbgrader_config.py``."""

from pathlib import Path

MARKING = str(Path(__file__).with_name("marking.html.j2"))
"""The template of formgrader's page of a submission."""
