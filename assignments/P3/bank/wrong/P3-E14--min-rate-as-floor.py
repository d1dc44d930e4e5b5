"""The rate is cut off at min_lr: right at both ends only.

Caught by: P3-E14.schedule-edges
"""


def warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0):
    if step < warmup_steps:
        return base_lr * (step + 1) / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return max(min_lr, base_lr * (1 + math.cos(math.pi * t)) / 2)
