"""
Tries: edits, empties, doubles and renames the graded cells, with outputs that say full marks.
Happens: they come from the instructor's notebook.
Marks: none
"""

# %% hand in
import copy
import nbformat
full = nbformat.v4.new_output("execute_result", data={"text/plain": "3.0"}, execution_count=1)
for cell in list(notebook.cells):
    if cell.metadata.get("nbgrader", {}).get("grade") and cell.cell_type == "code":
        cell.source, cell.outputs = "3.0", [full]
        twin = copy.deepcopy(cell)
        twin.id = twin.id + "-twin"
        notebook.cells.insert(0, twin)
