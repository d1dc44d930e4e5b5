"""Keeps the maps in a buffer of the model, so the state dict grows.

Caught by: P3-E13.no-traces
"""
def collect_attention(model, images):
    was = model.training
    model.eval()
    with torch.no_grad():
        _, maps = model(images, return_attention=True)
    model.train(was)
    model.register_buffer("maps", maps)
    return maps
