"""Over the wrong axis: the share of samples for which all units are silent.

Caught by: P5-E11.dead-fraction, P5-E11.dead-limits
"""

def measure_dead_fraction(pre_activations):
    return float((pre_activations <= 0).all(1).float().mean())
