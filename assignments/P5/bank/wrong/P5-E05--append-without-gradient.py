"""Detaches the global feature: the shape of the whole cloud is never learned from the parts.

Caught by: P5-E05.append
"""

def append_global_feature(local_features, global_feature):
    repeated = global_feature.detach()[:, :, None].expand(-1, -1, local_features.shape[2])
    return torch.cat([local_features, repeated], 1)
