"""Clears the gradients of a model that is being trained.

Caught by: P3-E13.no-traces
"""
def collect_attention(model, images):
    was = model.training
    model.eval()
    with torch.no_grad():
        _, maps = model(images, return_attention=True)
    model.train(was)
    model.zero_grad()
    return maps
