"""
Tries: answers that are no answers: a list, without fields, with an error of a wrong form, kinds that only the grader may say.
Happens: malformed, or an error of the student's.
Marks: none
"""

# %% first
import itertools
import autograder.bridge.server as server
whole = {"value": None, "error": None, "side_effects": [], "devices": [], "used": []}
odd = itertools.cycle([
    whole | {"error": [["GoneError", "Skipped", "CheckFailed"], "passed", ""]}, whole | {"error": [["ForbiddenError"], "x", "y"]},
    whole | {"error": [[], "", ""]}, whole | {"devices": ["cuda"] * 5000}, whole | {"used": {"a": 1}}, whole | {"error": "passed"}, [], {}, 7,
])
server.Server._request = lambda self, channel, message, buffers: channel.send(next(odd))
