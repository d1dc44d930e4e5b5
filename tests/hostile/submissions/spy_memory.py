"""
Tries: searches its own memory (`/proc/self/mem`, `gc.get_objects`, frames) for the hidden checks while they run, and reports by an exception.
Happens: the process was forked from one that never saw an assignment; nothing is found.
Marks: none
"""

# %% E1
def square(x):
    import gc, re, sys
    found = []
    wanted = re.compile(rb"q7-[a-z]{5}-[a-z]{7}-[0-9]{2}")
    for line in open("/proc/self/maps"):
        place, rights = line.split()[:2]
        begin, end = (int(part, 16) for part in place.split("-"))
        if rights.startswith("rw") and end - begin < 1 << 30:
            try:
                with open("/proc/self/mem", "rb", 0) as memory:
                    memory.seek(begin)
                    found += wanted.findall(memory.read(end - begin))
            except (OSError, ValueError, OverflowError):
                pass
    found += [name for name in sys.modules if name.endswith((".hidden", ".reference"))]
    raise ValueError(f"found {found} among {len(gc.get_objects()) > 0}")
