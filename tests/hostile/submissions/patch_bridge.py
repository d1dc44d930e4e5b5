"""
Tries: replaces the server that answers the checks' questions by one that returns what was asked with, or true.
Happens: an answer is a value to be measured, whoever makes it; these values are wrong.
Marks: none
"""

# %% last
import autograder.bridge.server as server
from kit.student import Reply

def agree(self, channel, message, buffers):
    channel.send({"value": True, "error": None, "side_effects": [], "devices": ["cuda"], "used": []})

server.Server._request = agree
