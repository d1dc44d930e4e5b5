"""Fails for fewer classes than k.

Caught by: P5-E12.top-k-edges
"""
def pick_top_k(probs, k=5):
    values, indices = probs.cpu().topk(k, dim=-1)
    return values, indices
