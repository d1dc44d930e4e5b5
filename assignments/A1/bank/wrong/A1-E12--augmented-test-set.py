"""The test transform is the train transform; accuracy is a little lower and noisy.

Caught by: A1-E12.form-and-range A1-E12.splits
"""
def test_transform():
    return train_transform()
