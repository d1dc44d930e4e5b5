"""Uniform.sample cloud by cloud, a diagonal matrix; Python's own generator for the order."""

import random


def augment_points(points):
    clouds = []
    for cloud in points:
        scale = torch.distributions.Uniform(2 / 3, 3 / 2).sample((3,)).to(cloud)
        shift = torch.distributions.Uniform(-0.2, 0.2).sample((3,)).to(cloud)
        clouds.append(cloud @ torch.diag(scale) + shift)
    return torch.stack(clouds)


def shuffle_points(points):
    order = random.sample(range(points.shape[1]), points.shape[1])
    return points[:, order, :].clone()
