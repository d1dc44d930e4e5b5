"""From submissions to marks: job, cache, outputs for nbgrader, the class."""
