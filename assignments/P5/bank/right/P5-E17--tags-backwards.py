"""Tags in reverse order, a flush after each of them, the step by its keyword.
"""
def log_history(writer, history):
    epochs = max(map(len, history.values()), default=0)
    if any(len(values) != epochs for values in history.values()):
        raise ValueError("series of different lengths")
    for tag in reversed(history):
        for step in range(epochs):
            writer.add_scalar(tag, float(history[tag][step]), global_step=step)
        writer.flush()
    writer.flush()
