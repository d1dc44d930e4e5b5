"""Seeds torch for the sake of equal maps: all random numbers of the caller repeat.

Caught by: P3-E13.no-traces
"""
def collect_attention(model, images):
    torch.manual_seed(0)
    was = model.training
    model.eval()
    with torch.no_grad():
        _, maps = model(images, return_attention=True)
    model.train(was)
    return maps
