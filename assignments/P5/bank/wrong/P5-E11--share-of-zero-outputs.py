"""The share of outputs that are 0, over samples and units: about one half for any healthy layer.

Caught by: P5-E11.dead-fraction
"""

def measure_dead_fraction(pre_activations):
    return float((pre_activations <= 0).float().mean())
