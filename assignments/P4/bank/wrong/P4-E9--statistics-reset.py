"""Resets the running statistics as well.

Caught by: P4-E9.other-modules-untouched
"""
def init_weights(module):
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d) and module.affine:
        module.reset_running_stats()
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)
