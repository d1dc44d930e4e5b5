"""Never flushes: the last points are missing while the training runs.

Caught by: P5-E17.floats-flush-open
"""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    for tag, values in history.items():
        for step, value in enumerate(values):
            writer.add_scalar(tag, float(value), step)
