"""step <= warmup_steps: at the end of the warm-up one rate is larger than base_lr.

Caught by: P3-E14.schedule
"""


def warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0):
    if 0 < warmup_steps and step <= warmup_steps:
        return base_lr * (step + 1) / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * t)) / 2
