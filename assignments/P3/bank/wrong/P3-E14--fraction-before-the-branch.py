"""Computes t first, which divides by 0 where the warm-up fills the whole run.

Caught by: P3-E14.schedule-edges
"""


def warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0):
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    if step < warmup_steps:
        return base_lr * (step + 1) / warmup_steps
    return min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * t)) / 2
