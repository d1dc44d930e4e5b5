"""
Tries: another student's name, number and id in the notebook: answers the questions drawn for that number.
Happens: the number on record counts; what is typed never does.
Marks: none
"""

# %% hand in
from autograder.course import Course
oral = Course.at(course).assignment("H1").oral()
for cell in notebook.cells:
    name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
    if name == "H1-student":
        cell.source = 'student_number = 424242\nstudent_name = "Somebody Else"'
    if cell.metadata.get("course", {}).get("role") == "shape":
        cell.source = f"answer_S1 = {oral.solve(424242, 'H1-Q-S1')!r}"
notebook.metadata["student"] = "honest"
