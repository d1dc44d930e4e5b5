"""Logs the last value of each series.

Caught by: P5-E17.tags-steps-values, P5-E17.event-file, P5-E17.stand-in
"""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    for tag, values in history.items():
        writer.add_scalar(tag, float(values[-1]), len(values) - 1)
    writer.flush()
