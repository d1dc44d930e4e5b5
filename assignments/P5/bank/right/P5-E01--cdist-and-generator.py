"""Distances by cdist, equal points by a comparison, choices from an own generator, labels converted one by one."""

def normalize_unit_sphere(points):
    if points.ndim != 2 or points.size(-1) != 3:
        raise ValueError("expected shape (N, 3), got " + str(tuple(points.shape)))
    if bool((points == points[:1]).all()):
        return torch.zeros_like(points)
    mean = points.mean(0, keepdim=True)
    return (points - mean) / torch.cdist(points, mean).max()


class PointCloudDataset(torch.utils.data.Dataset):
    def __init__(self, points, labels, n_points, train):
        super().__init__()
        self.points, self.labels, self.n, self.train = points, labels, n_points, train
        self.random = torch.Generator().manual_seed(3)

    def __len__(self):
        return self.points.size(0)

    def __getitem__(self, i):
        stored, n = self.points[i], self.n
        p = stored.size(0)
        if self.train:
            first = torch.rand(p, generator=self.random).argsort()[:n]
            rest = torch.randint(p, (max(n - p, 0),), generator=self.random)
            rows = torch.cat([first, rest])
        else:
            rows = torch.tensor([k % p for k in range(n)])
        cloud = normalize_unit_sphere(stored[rows.to(stored.device)])
        cloud = augment_points(cloud[None])[0] if self.train else cloud
        return cloud.transpose(0, 1).contiguous(), torch.tensor(int(self.labels[i].item()), dtype=torch.int64)
