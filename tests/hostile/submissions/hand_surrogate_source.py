"""
Tries: a cell with half a character (a lone surrogate), which JSON can say and no file can hold.
Happens: replaced; the rest is graded.
Marks: E1
Solved: E1
"""

# %% hand in
import nbformat
notebook.cells.append(nbformat.v4.new_code_cell("x = '\ud800'"))
