"""By class name; only biases are tested for None, so it stops at a BatchNorm2d(affine=False).

Caught by: P4-E9.other-modules-untouched
"""


def init_weights(module):
    name = module.__class__.__name__
    if name in ('Conv2d', 'ConvTranspose2d'):
        module.weight.data.normal_(0.0, 0.02)
    elif name == 'BatchNorm2d':
        module.weight.data.normal_(1.0, 0.02)
    else:
        return
    if module.bias is not None:
        module.bias.data.fill_(0)
