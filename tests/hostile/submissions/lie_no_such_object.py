"""
Tries: answers with references to objects that do not exist, of kinds that do not exist, with numbers that are none.
Happens: an unknown kind is malformed; an unknown number is an error of the student's side when it is used.
Marks: none
"""

# %% last
import autograder.bridge.server as server
made = iter([10**6, -1, 0, 2**80, 1, 1, 1, 1, 1, 1] * 100)

def refer(self, channel, message, buffers):
    if message["op"] == "get":
        value = {"r": [next(made), "module", "Net"]}
        channel.send({"value": value, "error": None, "side_effects": [], "devices": [], "used": []})
    else:
        honest(self, channel, message, buffers)

honest, server.Server._request = server.Server._request, refer
