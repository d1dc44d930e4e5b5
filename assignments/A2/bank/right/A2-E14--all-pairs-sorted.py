"""Forced matches from one sorted list of all pairs."""
def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    labels = torch.full(anchors.shape[:1], -1, dtype=gt_labels.dtype, device=anchors.device)
    deltas = anchors.new_zeros(anchors.shape)
    G = gt_boxes.size(0)
    if G == 0:
        return labels, deltas
    iou = box_iou(cxcywh_to_xyxy(anchors), gt_boxes)
    match = torch.full_like(labels, -1)
    for a in range(len(anchors)):
        b = iou[a].argmax()
        if iou[a, b] >= pos:
            match[a] = b
        elif iou[a, b] >= neg:
            match[a] = -2
    free_a, free_b = torch.ones_like(labels, dtype=torch.bool), [True] * G
    for flat in iou.flatten().argsort(descending=True).tolist():
        a, b = divmod(flat, G)
        if free_a[a] and free_b[b]:
            match[a] = b; free_a[a] = False; free_b[b] = False
        if not any(free_b):
            break
    centres = xyxy_to_cxcywh(gt_boxes)
    for a in range(len(anchors)):
        m = int(match[a])
        labels[a] = gt_labels[m] if m >= 0 else m
        if m >= 0:
            deltas[a] = encode_boxes(centres[m : m + 1], anchors[a : a + 1])[0]
    return labels, deltas
