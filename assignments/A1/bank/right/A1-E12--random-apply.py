"""Each augmentation is wrapped in RandomApply, so that some images pass unchanged."""
def augmentations():
    changes = [T.RandomRotation(12), T.RandomAffine(0, translate=(0.1, 0.1)), T.RandomPerspective(0.2), T.ColorJitter(0.3, 0.3)]
    return [T.RandomApply([change], p=0.5) for change in changes]
def train_transform():
    return T.Compose([T.PILToTensor(), T.ConvertImageDtype(torch.float32), *augmentations(), T.Normalize((MEAN,), (DEVIATION,))])
