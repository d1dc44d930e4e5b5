"""The grading engine, a plug-in of nbgrader. Knows no assignment by name."""
