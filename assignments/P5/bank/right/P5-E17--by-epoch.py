"""Epoch by epoch, keywords, item(), a flush after each epoch."""

def log_history(writer, history):
    if len({len(values) for values in history.values()}) > 1:
        raise ValueError("series of different lengths")
    count = len(next(iter(history.values()), []))
    for step in range(count):
        for tag in sorted(history):
            value = history[tag][step]
            value = value.item() if isinstance(value, torch.Tensor) else value
            writer.add_scalar(tag=tag, scalar_value=float(value), global_step=step)
        writer.flush()
    writer.flush()
