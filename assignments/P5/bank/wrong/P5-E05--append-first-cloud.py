"""Every cloud gets the global feature of the first one.

Caught by: P5-E05.append
"""

def append_global_feature(local_features, global_feature):
    repeated = global_feature[:1, :, None].expand(len(local_features), -1, local_features.shape[2])
    return torch.cat([local_features, repeated], 1)
