"""Averages the layers: right for one.

Caught by: P3-E13.rollout
"""
def attention_rollout(maps):
    identity = torch.eye(maps.shape[-1], dtype=maps.dtype, device=maps.device)
    return (0.5 * maps.mean(2) + 0.5 * identity).mean(0)
