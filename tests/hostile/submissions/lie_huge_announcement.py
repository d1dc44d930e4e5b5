"""
Tries: announces buffers of hundreds of megabytes, and headers of four gigabytes, that never come.
Happens: too much is malformed; the rest ends with the process or with the check's time.
Marks: none
"""

# %% last
import json, os, struct
import autograder.bridge.server as server

def announce(self, channel, message, buffers):
    sizes = [500 << 20]
    text = json.dumps({"m": {"value": None}, "b": sizes}).encode()
    channel.socket.sendall(struct.pack("!I", len(text)) + text)
    channel.socket.sendall(struct.pack("!I", 2**32 - 1))
    os._exit(0)

server.Server._request = announce
