"""Computes with gradients: the maps carry a graph of the whole model.

Caught by: P3-E13.maps, P3-E13.no-traces
"""
def collect_attention(model, images):
    mode = model.training
    model.eval()
    _, maps = model(images, return_attention=True)
    model.train(mode)
    return maps
