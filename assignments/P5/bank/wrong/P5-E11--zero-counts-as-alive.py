"""Below 0 instead of at most 0: a unit whose inputs are exactly 0 seems alive.

Caught by: P5-E11.dead-fraction, P5-E11.dead-limits
"""

def measure_dead_fraction(pre_activations):
    return float((pre_activations < 0).all(0).float().mean())
