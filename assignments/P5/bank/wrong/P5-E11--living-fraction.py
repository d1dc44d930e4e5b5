"""The share of living units.

Caught by: P5-E11.dead-fraction, P5-E11.dead-limits
"""

def measure_dead_fraction(pre_activations):
    return float((pre_activations > 0).any(0).float().mean())
