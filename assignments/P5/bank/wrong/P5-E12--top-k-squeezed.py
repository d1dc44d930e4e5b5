"""Squeezes axes of size 1: wrong for a single image or k of 1.

Caught by: P5-E12.top-k, P5-E12.top-k-edges
"""
def pick_top_k(probs, k=5):
    values, indices = probs.cpu().topk(min(k, probs.shape[-1]), dim=-1)
    return values.squeeze(), indices.squeeze()
