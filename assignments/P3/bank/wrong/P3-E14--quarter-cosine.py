"""cos(pi t / 2) in place of half a cosine: it ends at the right value, and falls the wrong way.

Caught by: P3-E14.schedule, P3-E14.schedule-edges
"""


def warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0):
    if step < warmup_steps:
        return base_lr * (step + 1) / warmup_steps
    t = (step - warmup_steps) / (total_steps - warmup_steps)
    return min_lr + (base_lr - min_lr) * math.cos(math.pi * t / 2)
