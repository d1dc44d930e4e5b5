"""Returns the last layer's map.

Caught by: P3-E13.maps
"""
def collect_attention(model, images):
    mode = model.training
    model.eval()
    with torch.no_grad():
        _, maps = model(images, return_attention=True)
    model.train(mode)
    return maps[-1:]
