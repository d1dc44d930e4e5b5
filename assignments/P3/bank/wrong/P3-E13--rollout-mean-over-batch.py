"""Averages over the images in place of the heads.

Caught by: P3-E13.rollout
"""
def attention_rollout(maps):
    identity = torch.eye(maps.shape[-1], dtype=maps.dtype, device=maps.device)
    layers = 0.5 * maps.mean(1) + 0.5 * identity
    rollout = layers[0]
    for layer in layers[1:]:
        rollout = layer @ rollout
    return rollout
