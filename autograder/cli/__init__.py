"""The command ``autograder``: one verb a job. Bad input gets one clear line and an exit code of `autograder.errors`."""

from __future__ import annotations

import errno
import sys

import typer

from autograder.cli import authors, graders, machine, regrade, students, talks, term
from autograder.errors import CourseError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Build, prove, grade and report the notebooks of this course.",
)
for module in (machine, authors, graders, regrade, students, talks, term):
    module.add_to(app)

MACHINE_ERRORS = {errno.EROFS, errno.ENOSPC, errno.EACCES, errno.EDQUOT, errno.EPERM, errno.ENOMEM}


def main() -> None:
    """Run the command line; never shows a traceback without ``--debug``."""
    debug = "--debug" in sys.argv
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    try:
        code = app(arguments, standalone_mode=False)
    except (CourseError, OSError, KeyboardInterrupt, typer.Abort, Exception) as error:
        if debug:
            raise
        sys.exit(_explain(error))
    if code == 130:  # typer's answer to Ctrl-C
        _explain(KeyboardInterrupt())
    sys.exit(code if isinstance(code, int) else 0)


def _explain(error: BaseException) -> int:
    """Print one line on an error and return the exit code."""
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        print("stopped; what was finished is kept", file=sys.stderr)
        return 130
    if isinstance(error, CourseError):
        print(f"autograder: {error}", file=sys.stderr)
        return error.code
    usage = getattr(error, "format_message", None)
    if usage is not None:
        print(f"autograder: {usage()}", file=sys.stderr)
        return 2
    if isinstance(error, OSError) and error.errno in MACHINE_ERRORS:
        print(f"autograder: {error.strerror}: {error.filename}; free it or make it writable", file=sys.stderr)
        return 4
    lines = str(error).strip().splitlines()
    reason = lines[0] if lines else ""
    print(f"autograder: {type(error).__name__}: {reason} (--debug shows where)", file=sys.stderr)
    return 3
