"""
Tries: replaces `kit.student.Host.handle` so that every request succeeds with the first argument.
Happens: the values are compared and are wrong.
Marks: none
"""

# %% last
from kit.student import Host, Reply
Host.handle = lambda self, request: Reply((list(request.args) + [None])[0], None, [], ["cuda"], [])
