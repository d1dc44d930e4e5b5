"""Loops over anchors and Python numbers, sorts all pairs for the forced matches."""
def encode_boxes(boxes, anchors):
    cx, cy, w, h = boxes.unbind(-1)
    ax, ay, aw, ah = anchors.unbind(-1)
    return torch.stack([(cx - ax) / aw, (cy - ay) / ah, torch.log(w) - torch.log(aw), torch.log(h / ah)], dim=-1)


def assign_targets(anchors, gt_boxes, gt_labels, pos=0.5, neg=0.4):
    A, G = len(anchors), len(gt_boxes)
    match = [-1] * A
    if G:
        ious = box_iou(cxcywh_to_xyxy(anchors), gt_boxes).tolist()
        for a in range(A):
            g = max(range(G), key=lambda g: ious[a][g])
            match[a] = g if ious[a][g] >= pos else (-1 if ious[a][g] < neg else -2)
        used_a, used_g = set(), set()
        for a, g in sorted(((a, g) for a in range(A) for g in range(G)), key=lambda ag: -ious[ag[0]][ag[1]]):
            if a not in used_a and g not in used_g:
                match[a] = g
                used_a.add(a)
                used_g.add(g)
    labels = torch.tensor([gt_labels[m].item() if m >= 0 else m for m in match], dtype=torch.long, device=anchors.device)
    deltas = torch.zeros(A, 4, dtype=anchors.dtype, device=anchors.device)
    centres = xyxy_to_cxcywh(gt_boxes)
    for a, m in enumerate(match):
        if m >= 0:
            deltas[a] = encode_boxes(centres[m][None], anchors[a][None])[0]
    return labels, deltas
