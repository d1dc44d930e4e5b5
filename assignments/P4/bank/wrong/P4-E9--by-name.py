"""Looks for Conv and BatchNorm in the name of the class: one-dimensional layers are meant as well.

Caught by: P4-E9.other-modules-untouched
"""
def init_weights(module):
    name = type(module).__name__
    if "Conv" in name and module.weight is not None:
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif "BatchNorm" in name and module.weight is not None:
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)
