"""Adds the value: right for a z whose coordinate is 0.

Caught by: P4-E7.sweep
"""
def sweep(z, dim, values):
    rows = z.repeat(len(values), 1)
    rows[:, dim] += values
    return rows
