"""Augmentations, transforms and data sets written by hand, without torchvision."""
def _move(x):
    down, right = torch.randint(-2, 3, (2,)).tolist()
    return x.roll((down, right), dims=(1, 2))
def _contrast(x):
    return (x * (0.7 + 0.3 * torch.rand(1))).clamp(0, 1)
def _noise(x):
    return torch.clamp(x + 0.05 * torch.randn(x.shape), 0, 1)
def augmentations():
    return [_move, _contrast, _noise]
def _tensor(picture):
    return torch.tensor(np.asarray(picture).copy(), dtype=torch.float32).unsqueeze(0) / 255
def train_transform():
    steps = augmentations()
    def transform(picture):
        x = _tensor(picture)
        for step in steps:
            x = step(x)
        return (x - 0.1307) / 0.3081
    return transform
def test_transform():
    return lambda picture: (_tensor(picture) - 0.1307) / 0.3081
class _Part(torch.utils.data.Dataset):
    def __init__(self, images, labels, rows, transform):
        self.images, self.labels, self.rows, self.transform = images.numpy(), labels.tolist(), rows, transform
    def __len__(self):
        return len(self.rows)
    def __getitem__(self, i):
        from PIL import Image
        return self.transform(Image.fromarray(self.images[self.rows[i]])), self.labels[self.rows[i]]
def build_splits(load, n_val, seed):
    images, labels = load(True)
    rows = np.random.default_rng(seed).permutation(len(images)).tolist()
    test_images, test_labels = load(False)
    return {
        "train": _Part(images, labels, rows[:-n_val], train_transform()),
        "val": _Part(images, labels, rows[-n_val:], test_transform()),
        "test": _Part(test_images, test_labels, list(range(len(test_images))), test_transform()),
    }
