"""Remembers its tables: all modules share one tensor, and loading another table into one of them changes the rest.

Caught by: P3-E10.sinusoid-values
"""
from functools import lru_cache


@lru_cache
def sinusoidal_encoding(length, dim):
    p, c = torch.arange(length)[:, None], torch.arange(dim)
    a = p / 10000 ** (2 * (c // 2) / dim)
    return torch.where(c % 2 == 0, a.sin(), a.cos())
