"""Counts small positive numbers as 0.

Caught by: P5-E11.dead-fraction
"""

def measure_dead_fraction(pre_activations):
    return float((pre_activations < 1e-6).all(0).float().mean())
