"""Returns the pair of logits and maps.

Caught by: P3-E13.maps
"""
def collect_attention(model, images):
    mode = model.training
    model.eval()
    with torch.no_grad():
        maps = model(images, return_attention=True)
    model.train(mode)
    return maps
