"""Loops that append."""
def detection_collate(batch):
    images, boxes, labels = [], [], []
    for item in batch:
        images.append(item["image"].unsqueeze(0))
        boxes.append(item["boxes"])
        labels.append(item["labels"])
    return {"labels": labels, "boxes": boxes, "images": torch.cat(images, dim=0)}


def pad_targets(boxes, labels):
    B, M = len(boxes), 0
    for b in boxes:
        M = max(M, b.shape[0])
    out_b = torch.zeros(B, M, 4, dtype=torch.float32)
    out_l = -torch.ones(B, M, dtype=torch.int64)
    for i in range(B):
        for j in range(boxes[i].shape[0]):
            out_b[i, j] = boxes[i][j]
            out_l[i, j] = labels[i][j]
    return out_b, out_l
