"""
Tries: hands in a link to the instructor's notebook.
Happens: refused: nothing but files and folders.
Marks: refused
"""

# %% hand in
(folder / "H1.ipynb").symlink_to(course / "source" / "H1" / "H1.ipynb")
