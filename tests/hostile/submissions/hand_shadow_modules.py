"""
Tries: files beside the notebook named as what the grader runs: `ipykernel_launcher.py`, `torch.py`, `sitecustomize.py`, `autograder/`, `kit/`, `assignments/`, `nbgrader_config.py`, `conftest.py`.
Happens: the grader starts nothing there; the student's process has imported what matters already.
Marks: none
"""

# %% hand in
code = "import os, pathlib\npathlib.Path('/tmp/planted-by-hostile').write_text('x')\nos._exit(0)\n"
for name in ("ipykernel_launcher", "torch", "sitecustomize", "usercustomize", "nbgrader_config", "conftest", "json", "numpy", "hidden"):
    (folder / f"{name}.py").write_text(code)
for name in ("autograder", "kit", "assignments", "assignments/H1", "nbgrader", "autograder/engine"):
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "__init__.py").write_text(code)
(folder / "assignments" / "H1" / "hidden.py").write_text(code)
(folder / "autograder" / "engine" / "session.py").write_text(code)
