"""Leaves the group out of the tag: two accuracies share one curve.

Caught by: P5-E17.tags-steps-values, P5-E17.event-file, P5-E17.stand-in
"""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    for tag, values in history.items():
        for step, value in enumerate(values):
            writer.add_scalar(tag.split('/')[-1], float(value), step)
    writer.flush()
