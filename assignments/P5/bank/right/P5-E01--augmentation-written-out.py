"""The law of E02 written out in the data set, without a call of it; small constant beside the radius."""

import random


def normalize_unit_sphere(points):
    if points.dim() != 2 or points.shape[1] != 3:
        raise ValueError(f"shape {tuple(points.shape)}")
    points = points - points.mean(axis=0)
    return points / (torch.linalg.norm(points, dim=-1).max() + 1e-9)


class PointCloudDataset(Dataset):
    def __init__(self, points, labels, n_points, train):
        self.data = (points, labels.flatten().long())
        self.n_points, self.train = n_points, train

    def __len__(self):
        return len(self.data[0])

    def __getitem__(self, index):
        points, label = self.data[0][index], self.data[1][index]
        p = points.shape[0]
        if self.train:
            rows = []
            while len(rows) < self.n_points:
                rows += random.sample(range(p), min(p, self.n_points - len(rows)))
            cloud = normalize_unit_sphere(points[rows])
            scale = torch.rand(3).to(cloud) * (3 / 2 - 2 / 3) + 2 / 3
            shift = torch.rand(3).to(cloud) * 0.4 - 0.2
            cloud = cloud * scale + shift
        else:
            cloud = normalize_unit_sphere(points[[i % p for i in range(self.n_points)]])
        return cloud.t(), label
