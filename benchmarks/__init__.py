"""Measurements; ``python -m benchmarks`` is ``make bench``."""
