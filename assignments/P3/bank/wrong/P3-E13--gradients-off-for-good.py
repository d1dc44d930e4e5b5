"""Switches gradients off globally and never on again.

Caught by: P3-E13.no-traces
"""
def collect_attention(model, images):
    mode = model.training
    model.eval()
    torch.set_grad_enabled(False)
    _, maps = model(images, return_attention=True)
    model.train(mode)
    return maps
