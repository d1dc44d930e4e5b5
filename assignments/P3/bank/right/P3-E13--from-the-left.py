"""The product from the last layer on, rows normalised again, which changes nothing."""
def collect_attention(model, images):
    was = model.training
    model.train(False)
    with torch.no_grad():
        maps = model(images, True)[1]
    if was:
        model.train()
    return maps.detach().clone()


def cls_attention_grid(weights, grid_h, grid_w):
    B, h, T, _ = weights.shape
    return weights[..., 0, 1:].contiguous().view(B, h, grid_h, grid_w)


def attention_rollout(maps):
    layers = maps.mean(2) + torch.eye(maps.shape[-1], device=maps.device, dtype=maps.dtype)
    layers = layers / layers.sum(-1, keepdim=True)
    product = layers[-1]
    for layer in reversed(layers[:-1]):
        product = product @ layer
    return product
