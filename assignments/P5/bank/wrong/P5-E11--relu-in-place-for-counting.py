"""Applies ReLU to the table in place before it counts.

Caught by: P5-E11.dead-fraction
"""

def measure_dead_fraction(pre_activations):
    pre_activations.clamp_(min=0)
    return float((pre_activations == 0).all(0).float().mean())
