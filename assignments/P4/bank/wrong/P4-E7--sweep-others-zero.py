"""All other coordinates become 0.

Caught by: P4-E7.sweep
"""
def sweep(z, dim, values):
    rows = z.new_zeros(len(values), len(z))
    rows[:, dim] = values
    return rows
