"""Logs what is in the history: a loss tensor goes out with its graph, and ints stay ints.

Caught by: P5-E17.floats-flush-open
"""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    for tag, values in history.items():
        for step, value in enumerate(values):
            writer.add_scalar(tag, value, step)
    writer.flush()
