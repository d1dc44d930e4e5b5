"""Overwrites its argument with the result.

Caught by: P5-E11.arguments-and-device
"""

def relu(x):
    x[x < 0] = 0
    return x
