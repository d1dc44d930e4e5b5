"""Makes the identity on the CPU.

Caught by: P3-E13.rollout-device
"""
def attention_rollout(maps):
    identity = torch.eye(maps.shape[-1], dtype=maps.dtype)
    layers = 0.5 * maps.mean(2) + 0.5 * identity
    rollout = layers[0]
    for layer in layers[1:]:
        rollout = layer @ rollout
    return rollout
