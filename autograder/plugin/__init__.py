"""What goes into nbgrader's own pipeline: see ``nbgrader_config.py``."""
