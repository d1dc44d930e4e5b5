"""Remembers the step from call to call.

Caught by: P5-E17.tags-steps-values
"""

logged_before = 0


def log_history(writer, history):
    global logged_before
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    for tag, values in history.items():
        for step, value in enumerate(values):
            writer.add_scalar(tag, float(value), logged_before + step)
    logged_before += max((len(v) for v in history.values()), default=0)
    writer.flush()
