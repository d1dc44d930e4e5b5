"""Takes points that are stored one after the other, from a random place on: new at each read, but few choices.

Caught by: P5-E01.new-choice
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
            chosen = (torch.arange(self.n_points) + torch.randint(len(cloud), ())) % len(cloud)
        else:
            chosen = torch.arange(self.n_points) % len(cloud)
        cloud = normalize_unit_sphere(cloud[chosen])
        if self.train:
            cloud = augment_points(cloud[None])[0]
        return cloud.T, self.labels[index]
