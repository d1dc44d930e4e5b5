"""
Tries: a notebook that is nested thousands of levels deep.
Happens: refused with a line that says so.
Marks: refused
"""

# %% hand in
(folder / "H1.ipynb").write_text('{"cells": ' + "[" * 100_000 + "]" * 100_000 + "}")
