"""Compares the first two series only.

Caught by: P5-E17.lengths
"""

def log_history(writer, history):
    first, second, *_ = [len(values) for values in history.values()] + [0] * 2 if len(history) > 1 else [0, 0]
    if first != second:
        raise ValueError("lengths")
    for tag, values in history.items():
        for step, value in enumerate(values):
            writer.add_scalar(tag, float(value), step)
    writer.flush()
