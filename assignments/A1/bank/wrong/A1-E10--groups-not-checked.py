"""groups that do not divide C are accepted.

Caught by: A1-E10.statistics-counts
"""

def norm_stat_counts(N, C, H, W, groups):

    return {"BN": C, "LN": N, "IN": N * C, "GN": N * groups}
