"""Sets only the flag of the model itself: the dropout of its blocks goes on.

Caught by: P3-E13.maps
"""
def collect_attention(model, images):
    mode = model.training
    model.training = False
    with torch.no_grad():
        _, maps = model(images, return_attention=True)
    model.training = mode
    return maps
