"""Squared lengths, a floor in place of a case, numpy's generator; the item is a list."""

def normalize_unit_sphere(points: Tensor) -> Tensor:
    if len(points.shape) != 2 or points.shape[1] != 3:
        raise ValueError(tuple(points.shape))
    moved = points - points.sum(0) / points.shape[0]
    squared = (moved * moved).sum(1).max()
    return moved / squared.sqrt().clamp(min=1e-12)


class PointCloudDataset(Dataset):
    def __init__(self, points, labels, n_points, train=True):
        self.points = points.clone()
        self.labels = labels.view(len(points)).to(torch.int64)
        self.n_points = n_points
        self.train = train

    def __len__(self):
        return self.points.shape[0]

    def __getitem__(self, index):
        cloud = self.points[index].clone()
        p = cloud.shape[0]
        if self.train and self.n_points <= p:
            cloud = cloud[np.random.choice(p, self.n_points, replace=False)]
        elif self.train:
            rows = np.concatenate([np.arange(p), np.random.choice(p, self.n_points - p, replace=True)])
            np.random.shuffle(rows)
            cloud = cloud[rows]
        else:
            cloud = cloud.repeat(-(-self.n_points // p), 1)[: self.n_points]
        cloud = normalize_unit_sphere(cloud)
        if self.train:
            cloud = augment_points(cloud.unsqueeze(0)).squeeze(0)
        return [cloud.permute(1, 0), self.labels[index]]
