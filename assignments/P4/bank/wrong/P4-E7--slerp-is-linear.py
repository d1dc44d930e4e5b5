"""Calls the linear way.

Caught by: P4-E7.slerp, P4-E7.slerp-length
"""
def slerp(z0, z1, count):
    return interpolate(z0, z1, count)
