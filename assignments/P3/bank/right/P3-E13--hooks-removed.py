"""Reads the weights by hooks on the attention modules, which it removes again."""
def collect_attention(model, images):
    found, mode = [], model.training
    hooks = [block.attn.register_forward_hook(lambda module, inputs, output: found.append(output[1])) for block in model.blocks]
    model.eval()
    try:
        with torch.inference_mode():
            model(images, return_attention=True)
    finally:
        for hook in hooks:
            hook.remove()
        model.train(mode)
    return torch.stack([one.clone() for one in found]).detach()


def cls_attention_grid(weights, grid_h, grid_w):
    return weights.select(2, 0).narrow(2, 1, grid_h * grid_w).unflatten(2, (grid_h, grid_w))
