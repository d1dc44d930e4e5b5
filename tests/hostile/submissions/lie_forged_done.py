"""
Tries: writes `{"done": "ok"}`, outputs and verdicts of its own making on every inherited socket, before the grader asks.
Happens: the control socket only knows outputs and ends of cells; there is no message that carries a mark.
Marks: none
"""

# %% first
import json, os, stat, struct

def frame(message, sizes=()):
    text = json.dumps({"m": message, "b": list(sizes)}).encode()
    return struct.pack("!I", len(text)) + text

for name in os.listdir("/proc/self/fd"):
    try:
        if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
            for message in ({"output": {"output_type": "execute_result", "data": {"text/plain": "99.0"}}},
                            {"result": {"id": "H1-E1.values", "title": "x", "points": 99, "outcome": "passed"}},
                            {"done": "ok", "error": ""}, {"done": False}):
                os.write(int(name), frame(message))
    except OSError:
        pass
