"""Counts a unit as dead that is silent for more than nine samples in ten.

Caught by: P5-E11.dead-fraction
"""


# TODO P5-E11: units that are silent for all samples
def measure_dead_fraction(pre_activations: Tensor) -> float:
    return float(((pre_activations <= 0).double().mean(0) > 0.9).double().mean())
