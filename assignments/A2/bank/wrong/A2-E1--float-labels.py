"""The labels are float: a loss that indexes with them fails, or somebody casts at random.

Caught by: A2-E1.int64
"""
def instance_to_semantic(mask):
    return (mask > 0).float()
