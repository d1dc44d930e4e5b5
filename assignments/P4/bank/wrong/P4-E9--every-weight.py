"""All modules with a weight, also linear layers and embeddings.

Caught by: P4-E9.other-modules-untouched
"""
def init_weights(module):
    if hasattr(module, 'weight') and not isinstance(module, nn.BatchNorm2d) and module.weight is not None and module.weight.dim() > 1:
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d) and module.affine:
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)
