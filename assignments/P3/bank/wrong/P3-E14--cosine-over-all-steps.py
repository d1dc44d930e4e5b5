"""The cosine runs over all steps, not over those after the warm-up: the rate jumps down at the end of the warm-up.

Caught by: P3-E14.schedule, P3-E14.schedule-edges
"""


def warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0):
    if step < warmup_steps:
        return base_lr * (step + 1) / warmup_steps
    t = step / total_steps
    return min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * t)) / 2
