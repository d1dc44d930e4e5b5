"""The student's code as checks see it: called by name, answered with plain values.

`Student` is what a check talks to. `Host` runs the calls beside the student's code, in the same
process (self-checks) or behind the grader's bridge. `probe` marks functions of ours that run there too.
"""

from kit.student.host import Host
from kit.student.message import Deferred, Ref, Reply, Request, StudentError
from kit.student.probe import Probe, probe
from kit.student.proxy import Handle, Student

__all__ = ["Deferred", "Handle", "Host", "Probe", "Ref", "Reply", "Request", "Student", "StudentError", "probe"]
