"""Numbers the places of the ranking instead of the classes.

Caught by: P5-E12.top-k
"""
def pick_top_k(probs, k=5):
    values = probs.cpu().sort(dim=-1, descending=True).values[:, :k]
    return values, torch.arange(values.shape[1]).repeat(len(values), 1)
