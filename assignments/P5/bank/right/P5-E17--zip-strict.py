"""zip(strict=True) raises the ValueError itself."""

def log_history(writer, history):
    for step, row in enumerate(zip(*history.values(), strict=True)):
        for tag, value in zip(history.keys(), row):
            writer.add_scalar(tag, float(value.detach()) if hasattr(value, "detach") else float(value), step)
    writer.flush()
