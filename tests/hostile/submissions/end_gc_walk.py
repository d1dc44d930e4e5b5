"""
Tries: walks `gc.get_objects()` and every frame to find the server, its sockets and its namespace, and empties them.
Happens: it breaks itself; what it cannot answer any more fails.
Marks: none
Solved: E1
"""

# %% last
import gc
for thing in gc.get_objects():
    if type(thing).__name__ == "Server":
        thing.host.namespace.clear()
        thing.host.probes.clear()
        thing._graphs.append(None)
