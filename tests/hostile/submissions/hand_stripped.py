"""
Tries: hands in a notebook without metadata and ids, answers split and doubled (no attack: an editor did it).
Happens: the answers are found by what they define.
Marks: E1, E2, E3
Solved: E1, E2, E3
"""

# %% hand in
for number, cell in enumerate(notebook.cells):
    cell.metadata = {}
    cell.id = f"cell{number}"
