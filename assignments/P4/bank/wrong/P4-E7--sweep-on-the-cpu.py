"""New rows on the CPU.

Caught by: P4-E7.sweep-form
"""
def sweep(z, dim, values):
    rows = torch.zeros(len(values), len(z), dtype=z.dtype)
    rows[:] = z
    rows[:, dim] = values
    return rows
