"""
Tries: `skip-execution` tags, changed points, grades and checksums in the metadata of every cell.
Happens: locked cells and metadata are the instructor's.
Marks: none
"""

# %% hand in
for cell in notebook.cells:
    cell.metadata["tags"] = ["skip-execution", "raises-exception", "nbval-skip"]
    if "nbgrader" in cell.metadata:
        cell.metadata.nbgrader.update(points=1000, grade=True, solution=True, locked=False, checksum="0" * 32)
