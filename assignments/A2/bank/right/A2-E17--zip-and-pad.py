"""Columns by zip, rows by F.pad."""
def detection_collate(batch):
    keys = ("image", "boxes", "labels")
    images, boxes, labels = zip(*(tuple(item[key] for key in keys) for item in batch))
    return dict(images=torch.stack(images, 0), boxes=list(boxes), labels=list(labels))


def pad_targets(boxes, labels):
    most = max(map(len, labels))
    padded = [F.pad(b, (0, 0, 0, most - len(b))) for b in boxes]
    numbers = [F.pad(l, (0, most - len(l)), value=-1) for l in labels]
    return torch.stack(padded), torch.stack(numbers)
