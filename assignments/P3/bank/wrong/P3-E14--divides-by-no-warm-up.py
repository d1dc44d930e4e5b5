"""Takes the smaller of ramp and cosine: without warm-up it divides by 0, and it is too small where both meet.

Caught by: P3-E14.schedule-edges
"""


def warmup_cosine(step, total_steps, warmup_steps, base_lr, min_lr=0.0):
    ramp = (step + 1) / warmup_steps
    t = max(0, step - warmup_steps) / max(1, total_steps - warmup_steps)
    return min(base_lr * ramp, min_lr + (base_lr - min_lr) * (1 + math.cos(math.pi * t)) / 2)
