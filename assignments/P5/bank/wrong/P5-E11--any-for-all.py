"""Units that are silent for one sample at least.

Caught by: P5-E11.dead-fraction
"""

def measure_dead_fraction(pre_activations):
    return float((pre_activations <= 0).any(0).float().mean())
