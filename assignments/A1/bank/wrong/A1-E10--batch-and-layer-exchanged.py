"""BN and LN are exchanged: the names mislead.

Caught by: A1-E10.statistics-counts
"""

def norm_stat_counts(N, C, H, W, groups):
    if C % groups:
        raise ValueError("groups should divide C")
    return {"BN": N, "LN": C, "IN": N * C, "GN": N * groups}
