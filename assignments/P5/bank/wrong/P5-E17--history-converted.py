"""Turns the history into floats in place: the caller's tensors are gone.

Caught by: P5-E17.floats-flush-open
"""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    for tag, values in history.items():
        values[:] = [float(value) for value in values]
    for tag, values in history.items():
        for step, value in enumerate(values):
            writer.add_scalar(tag, value, step)
    writer.flush()
