"""Logs the loss and the training accuracy only.

Caught by: P5-E17.tags-steps-values
"""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    for tag, values in history.items():
        for step, value in enumerate(values):
            if tag.startswith('train/'):
                writer.add_scalar(tag, float(value), step)
    writer.flush()
