"""
Tries: answers the questions for a length with words, for items with a number, for names with tensors.
Happens: an answer of the wrong kind is the student's error.
Marks: none
"""

# %% last
import autograder.bridge.server as server
whole = {"error": None, "side_effects": [], "devices": [], "used": []}
values = {"get": {"r": [1, "object", "odd"]}, "length": "many", "list": 5, "attribute": {"r": [1, "function", "odd"]},
          "call": {"r": [1, "object", "odd"]}, "item": {"r": [1, "object", "odd"]}, "run": {"r": [1, "object", "odd"]}}
server.Server._request = lambda self, channel, message, buffers: channel.send({"value": values.get(message["op"])} | whole)
