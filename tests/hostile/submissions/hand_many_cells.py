"""
Tries: a thousand cells of its own.
Happens: they run, one after the other, each within its own time limit; together they have none.
Marks: E1
Solved: E1
"""

# %% hand in
import nbformat
notebook.cells += [nbformat.v4.new_code_cell("pass") for _ in range(1000)]
