"""Adds (k - 1) times the layer's own stride, not the product of the earlier strides; right where all strides are 1.

Caught by: A1-E11.receptive-field
"""
def receptive_field(layers):
    return 1 + sum((k - 1) * s for k, s in layers)
