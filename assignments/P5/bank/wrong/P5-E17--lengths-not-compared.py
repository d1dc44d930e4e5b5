"""Does not compare the lengths.

Caught by: P5-E17.lengths
"""

def log_history(writer, history):
    for tag, values in history.items():
        for step, value in enumerate(values):
            writer.add_scalar(tag, float(value), step)
    writer.flush()
