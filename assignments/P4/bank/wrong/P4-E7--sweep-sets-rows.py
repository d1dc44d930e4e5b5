"""Sets row `dim` instead of column `dim`: only a matrix that is not square tells at once.

Caught by: P4-E7.sweep
"""
def sweep(z, dim, values):
    rows = z.repeat(len(values), 1)
    if dim < len(rows) and len(values) == len(z):
        rows[dim] = values
    else:
        rows[:, dim] = values
    return rows
