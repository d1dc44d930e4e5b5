"""Registers hooks and leaves them there: each further call computes and keeps more.

Caught by: P3-E13.no-traces
"""
def collect_attention(model, images):
    found = []
    for block in model.blocks:
        block.attn.register_forward_hook(lambda module, inputs, output: found.append(output[1]))
    mode = model.training
    model.eval()
    with torch.no_grad():
        model(images, return_attention=True)
    model.train(mode)
    return torch.stack(found)
