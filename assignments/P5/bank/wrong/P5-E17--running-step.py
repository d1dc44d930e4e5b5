"""One step counter for all series: the second one begins where the first ended.

Caught by: P5-E17.tags-steps-values, P5-E17.event-file
"""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    step = 0
    for tag, values in history.items():
        for value in values:
            writer.add_scalar(tag, float(value), step)
            step += 1
    writer.flush()
