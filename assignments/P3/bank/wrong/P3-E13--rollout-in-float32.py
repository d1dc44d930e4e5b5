"""Makes an identity of float32 and casts the maps to it.

Caught by: P3-E13.rollout
"""
def attention_rollout(maps):
    identity = torch.eye(maps.shape[-1], device=maps.device)
    layers = 0.5 * maps.float().mean(2) + 0.5 * identity
    rollout = layers[0]
    for layer in layers[1:]:
        rollout = layer @ rollout
    return rollout
