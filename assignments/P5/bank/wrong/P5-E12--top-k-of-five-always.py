"""k is ignored; the default hides it.

Caught by: P5-E12.top-k
"""
def pick_top_k(probs, k=5):
    values, indices = probs.cpu().topk(min(5, probs.shape[-1]), dim=-1)
    return values, indices
