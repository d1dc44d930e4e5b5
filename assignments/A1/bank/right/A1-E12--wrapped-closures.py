"""Augmentations made by one factory that clamps what another transform gives; Subset for the parts."""
from torch.utils.data import Subset
def _clamped(change):
    def apply(x):
        return change(x).clamp(0, 1)
    return apply
def augmentations():
    return [_clamped(T.RandomRotation(25)), _clamped(T.RandomResizedCrop(28, (0.8, 1.0), interpolation=T.InterpolationMode.BICUBIC)), _clamped(T.RandomErasing(p=1.0, scale=(0.02, 0.2)))]
def build_splits(load, n_val, seed):
    images, labels = load(True)
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(seed)).tolist()
    return dict(
        train=Subset(DigitSet(images, labels, train_transform()), order[n_val:]),
        val=Subset(DigitSet(images, labels, test_transform()), order[:n_val]),
        test=DigitSet(*load(False), transform=test_transform()),
    )
