"""Leaves the model in eval mode.

Caught by: P3-E13.no-traces
"""
def collect_attention(model, images):
    model.eval()
    with torch.no_grad():
        return model(images, return_attention=True)[1]
