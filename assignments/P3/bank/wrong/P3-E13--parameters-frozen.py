"""Freezes the parameters in place of switching gradients off.

Caught by: P3-E13.no-traces
"""
def collect_attention(model, images):
    mode = model.training
    model.eval().requires_grad_(False)
    _, maps = model(images.detach(), return_attention=True)
    model.train(mode)
    return maps
