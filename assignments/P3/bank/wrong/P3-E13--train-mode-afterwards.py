"""Ends in training mode, whatever it was before.

Caught by: P3-E13.no-traces
"""
def collect_attention(model, images):
    mode = model.training
    model.eval()
    with torch.no_grad():
        _, maps = model(images, return_attention=True)
    model.train()
    return maps
