"""Repeats the entries of the global feature in the wrong order: right for one feature or one point.

Caught by: P5-E05.append
"""

def append_global_feature(local_features, global_feature):
    batch, _, count = local_features.shape
    repeated = global_feature.repeat(1, count).view(batch, -1, count)
    return torch.cat([local_features, repeated], 1)
