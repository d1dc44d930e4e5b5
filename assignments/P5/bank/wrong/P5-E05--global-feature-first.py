"""Puts the global channels first.

Caught by: P5-E05.append
"""

def append_global_feature(local_features, global_feature):
    repeated = global_feature.unsqueeze(2).expand(-1, -1, local_features.shape[2])
    return torch.cat([repeated, local_features], 1)
