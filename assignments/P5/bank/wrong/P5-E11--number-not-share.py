"""The number of dead units.

Caught by: P5-E11.dead-fraction, P5-E11.dead-limits
"""

def measure_dead_fraction(pre_activations):
    return float((pre_activations <= 0).all(0).sum())
