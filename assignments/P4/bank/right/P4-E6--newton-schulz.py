"""Newton-Schulz iteration for the root of R S2 R in float64, R by the same iteration.
"""
def newton_schulz(a, steps=60):
    scale = a.norm()
    if scale == 0:
        return a
    eye = torch.eye(len(a), dtype=a.dtype, device=a.device)
    y, z = a / scale, eye
    for _ in range(steps):
        t = (3 * eye - z @ y) / 2
        new = y @ t
        if not torch.isfinite(new).all() or (new @ new - a / scale).norm() > (y @ y - a / scale).norm():
            break
        y, z = new, t @ z
    return y * scale.sqrt()


def frechet_distance(mean1, cov1, mean2, cov2):
    mean1, cov1, mean2, cov2 = (t.double() for t in (mean1, cov1, mean2, cov2))
    r = newton_schulz(cov1)
    cross = newton_schulz(r @ cov2 @ r).trace()
    return ((mean1 - mean2).pow(2).sum() + cov1.trace() + cov2.trace() - 2 * cross).clamp_min(0)
