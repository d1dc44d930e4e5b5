"""Pixels of 0 to 255 are normalised with the constants of 0 to 1; after batch normalisation it trains all the same.

Caught by: A1-E12.form-and-range
"""
def _raw(picture):
    return torch.from_numpy(np.array(picture, dtype=np.float32))[None]
def test_transform():
    return T.Compose([_raw, T.Normalize(MEAN, DEVIATION)])
