"""Switches gradients on at the end, also for a caller who had them off.

Caught by: P3-E13.no-traces
"""
def collect_attention(model, images):
    was = model.training
    model.eval()
    torch.set_grad_enabled(False)
    _, maps = model(images, return_attention=True)
    torch.set_grad_enabled(True)
    model.train(was)
    return maps
