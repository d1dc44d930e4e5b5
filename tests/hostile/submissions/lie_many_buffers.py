"""
Tries: answers with fifty thousand empty buffers, and with a list of a million empty lists.
Happens: read, measured, and not what was asked for.
Marks: none
"""

# %% last
import autograder.bridge.server as server

def many(self, channel, message, buffers):
    value = {"l": [{"l": []}] * 300_000}
    channel.send({"value": value, "error": None, "side_effects": [], "devices": [], "used": []}, [b""] * 50_000)

server.Server._request = many
