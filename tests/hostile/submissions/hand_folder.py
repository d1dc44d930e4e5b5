"""
Tries: a folder in the place of the notebook.
Happens: refused with a line that says so.
Marks: refused
"""

# %% hand in
(folder / "H1.ipynb").mkdir()
