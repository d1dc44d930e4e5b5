"""Passes only what is above 1: small positive numbers are lost.

Caught by: P5-E11.relu, P5-E11.gradient-in-x
"""

def relu(x):
    return x * (x > 1)
