"""Augments every second train item, by chance: each one looks right.

Caught by: P5-E01.train-augmented
"""


# TODO P5-E01: clouds with their labels
class PointCloudDataset(Dataset):
    def __init__(self, points: Tensor, labels: Tensor, n_points: int, train: bool):
        self.points, self.labels = points, labels.reshape(-1).long()
        self.n_points, self.train = n_points, train

    def __len__(self) -> int:
        return len(self.points)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        cloud = self.points[index]
        if self.train:
            rounds = math.ceil(self.n_points / len(cloud))
            chosen = torch.cat([torch.randperm(len(cloud)) for _ in range(rounds)])[: self.n_points]
        else:
            chosen = torch.arange(self.n_points) % len(cloud)
        cloud = normalize_unit_sphere(cloud[chosen])
        if self.train and torch.rand(()) < 0.5:
            cloud = augment_points(cloud[None])[0]
        return cloud.T, self.labels[index]
