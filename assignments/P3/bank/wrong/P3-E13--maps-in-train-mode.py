"""Does not change the mode: with dropout the maps are random.

Caught by: P3-E13.maps
"""
def collect_attention(model, images):
    with torch.no_grad():
        return model(images, return_attention=True)[1]
