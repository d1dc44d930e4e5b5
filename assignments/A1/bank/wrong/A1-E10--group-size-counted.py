"""GN counts channels per group instead of groups.

Caught by: A1-E10.statistics-counts
"""

def norm_stat_counts(N, C, H, W, groups):
    if C % groups:
        raise ValueError("groups should divide C")
    return {"BN": C, "LN": N, "IN": N * C, "GN": N * (C // groups)}
