"""A last batch of one cloud is left out of training and means; most data sets have no such batch.

Caught by: P5-E09.means-over-samples
"""
_given_epoch = train_one_epoch


def train_one_epoch(model, batches, optimizer, compute_loss=cross_entropy_loss, device="cpu"):
    several = [(points, labels) for points, labels in batches if len(labels) > 1]
    return _given_epoch(model, several, optimizer, compute_loss, device)
