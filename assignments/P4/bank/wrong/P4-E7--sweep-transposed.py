"""Shape (F, K): for K = F nothing is seen.

Caught by: P4-E7.sweep
"""
def sweep(z, dim, values):
    rows = z.repeat(len(values), 1)
    rows[:, dim] = values
    return rows.T
