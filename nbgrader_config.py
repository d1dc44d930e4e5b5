"""nbgrader's settings: its own pipeline with our steps in it, so that both commands give the same marks."""

from autograder.authoring.release import generate_preprocessors

c = get_config()  # noqa: F821 - nbgrader defines it
steps = "nbgrader.preprocessors."

c.CourseDirectory.course_id = "deep-learning"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".*"]
c.GenerateAssignment.preprocessors = generate_preprocessors()
c.Autograde.sanitize_preprocessors = [
    "autograder.plugin.repair.Repair",
    *(steps + name for name in "ClearOutput OverwriteKernelspec OverwriteCells".split()),
]  # nbgrader's DeduplicateIds and CheckCellMetadata are for cells that a student sends: `Repair` lets none through
c.Autograde.autograde_preprocessors = [
    "autograder.plugin.execute.TrustedExecute",
    steps + "IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    *(steps + name for name in "LimitOutput SaveAutoGrades AssignLatePenalties".split()),
    "autograder.plugin.undecided.Undecided",
    "autograder.plugin.rubric.ShowRubrics",
]
c.AssignLatePenalties.plugin_class = "autograder.plugin.late.LatePolicy"  # counts once an assignment has a deadline
c.LatePolicy.grace_minutes, c.LatePolicy.percent_a_day, c.LatePolicy.days = 15, 10, 7
c.TrustedExecute.timeout = 60  # seconds for a cell and for a check
c.GenerateFeedback.preprocessors = [
    steps + "GetGrades",
    "autograder.plugin.feedback.StripHidden",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {"markdown2html": "autograder.plugin.pages.clean_markdown"}
