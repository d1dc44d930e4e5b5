"""
Tries: JSON that is a notebook in form only: cells that are words, sources that are numbers.
Happens: refused with a line that says so.
Marks: refused
"""

# %% hand in
(folder / "H1.ipynb").write_text('{"cells": [7, "x", {"cell_type": "code", "source": {"a": 1}, "metadata": []}], "metadata": 5, "nbformat": 4, "nbformat_minor": 5}')
