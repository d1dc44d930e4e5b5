"""
Tries: answers a check with half a message and never goes on.
Happens: the check's time runs out, the student's process is ended, this check fails; the others are asked in a new process.
Marks: E1 2, E3
Solved: E1, E3
"""

# %% last
import os, struct
import autograder.bridge.server as server

def half(self, channel, message, buffers):
    channel.socket.sendall(struct.pack("!I", 1 << 20) + b"{")
    while True:
        try:
            sum(range(10**6))
        except BaseException:
            pass

if os.path.basename(os.getcwd()) == "0":  # the first start of this process
    server.Server._request = half
