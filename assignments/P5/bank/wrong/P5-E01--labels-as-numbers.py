"""The label is a Python int, no tensor: a DataLoader mends it, other callers do not.

Caught by: P5-E01.items
"""

class PointCloudDataset(Dataset):
    def __init__(self, points, labels, n_points, train):
        self.points = points
        self.labels = labels.reshape(-1).long()
        self.n_points, self.train = n_points, train

    def __len__(self):
        return len(self.points)

    def choose(self, p):
        n = self.n_points
        if not self.train:
            return torch.arange(n) % p
        return torch.cat([torch.randperm(p) for _ in range(math.ceil(n / p))])[:n]

    def __getitem__(self, index):
        cloud = self.points[index]
        cloud = normalize_unit_sphere(cloud[self.choose(len(cloud))])
        if self.train:
            cloud = augment_points(cloud.unsqueeze(0)).squeeze(0)
        return cloud.T, int(self.labels[index])
