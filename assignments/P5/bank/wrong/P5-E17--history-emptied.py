"""Takes the values out of the history while logging.

Caught by: P5-E17.floats-flush-open
"""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    for tag, values in history.items():
        step = 0
        while values:
            writer.add_scalar(tag, float(values.pop(0)), step)
            step += 1
    writer.flush()
