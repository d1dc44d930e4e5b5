"""Leaves out values that count as false: an accuracy of 0 is missing.

Caught by: P5-E17.tags-steps-values
"""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    for tag, values in history.items():
        for step, value in enumerate(values):
            if value:
                writer.add_scalar(tag, float(value), step)
    writer.flush()
