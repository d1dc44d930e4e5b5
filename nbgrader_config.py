"""nbgrader's settings: its own pipeline with our steps in it, so that both commands give the same marks."""

from autograder.authoring.release import generate_preprocessors
from autograder.grading.gradebook import share_sqlite
from autograder.plugin import MARKING

c = get_config()  # noqa: F821 - nbgrader defines it
steps = "nbgrader.preprocessors."

share_sqlite()  # or PostgreSQL: c.CourseDirectory.db_url = "postgresql+psycopg://USER@HOST/DATABASE" (docs/scale.md)
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
    steps + "LimitOutput",
    "autograder.plugin.keep.KeepMarks",  # nbgrader's SaveAutoGrades would ask for every mark anew
    steps + "AssignLatePenalties",
    "autograder.plugin.undecided.Undecided",
    "autograder.plugin.rubric.ShowRubrics",
]
c.AssignLatePenalties.plugin_class = "autograder.plugin.late.LatePolicy"  # counts once an assignment has a deadline
c.LatePolicy.grace_minutes, c.LatePolicy.percent_a_day, c.LatePolicy.days = 15, 10, 7
c.TrustedExecute.timeout = 60  # seconds for a cell and for a check
c.GenerateFeedback.exporter_class = "autograder.plugin.feedback.FeedbackPage"
c.GenerateFeedback.preprocessors = ["autograder.plugin.feedback.StripHidden"]
c.FeedbackPage.address = ""  # to whom a student writes about a mark, such as "ta@example.org"
c.FeedbackPage.appeal = ""  # how, in your own words; {address} is replaced
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.template_file = MARKING  # formgrader's page of a submission
c.HTMLExporter.filters = {"markdown2html": "autograder.plugin.pages.clean_markdown"}
