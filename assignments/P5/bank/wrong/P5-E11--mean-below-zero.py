"""Units whose mean is not positive.

Caught by: P5-E11.dead-fraction
"""

def measure_dead_fraction(pre_activations):
    return float((pre_activations.mean(0) <= 0).float().mean())
