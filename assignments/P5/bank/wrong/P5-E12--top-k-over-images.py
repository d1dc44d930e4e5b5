"""The best images of each class; for as many images as classes even the shape is right.

Caught by: P5-E12.top-k, P5-E12.top-k-edges
"""
def pick_top_k(probs, k=5):
    values, indices = probs.cpu().topk(min(k, probs.shape[-1], len(probs)), dim=0)
    return values, indices
