"""torch.no_grad, numpy lengths, positional arguments."""

def log_history(writer, history):
    lengths = np.array([len(values) for values in history.values()])
    if len(np.unique(lengths)) > 1:
        raise ValueError(f"expected equal lengths, got {lengths}")
    with torch.no_grad():
        for tag in history:
            step = 0
            for value in history[tag]:
                writer.add_scalar(tag, float(torch.as_tensor(value)), step)
                step += 1
    writer.flush()
