"""The second generation of torchvision's transforms, one augmentation chosen for each image."""
from torchvision.transforms import v2
def augmentations():
    return [v2.RandomRotation(20), v2.RandomResizedCrop(28, (0.8, 1.0), antialias=True), v2.GaussianBlur(3, (0.1, 1.0)), v2.ElasticTransform(20.0)]
def train_transform():
    return v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.ToPureTensor(), v2.RandomChoice(augmentations()), v2.Normalize([MEAN], [DEVIATION])])
def test_transform():
    return v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.ToPureTensor(), v2.Normalize([MEAN], [DEVIATION])])
