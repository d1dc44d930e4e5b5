"""
Tries: answers every question twice, so that later answers are given before they are asked for.
Happens: an answer that comes too early is still a value, and a wrong one.
Marks: none
"""

# %% last
import autograder.bridge.server as server
honest = server.Server._request

def twice(self, channel, message, buffers):
    honest(self, channel, message, buffers)
    channel.send({"value": {"T": -1, "k": "float64", "s": [3, 5]}, "error": None, "side_effects": [], "devices": [], "used": []})

server.Server._request = twice

# %% E1
def square(x):
    return 3 * x
