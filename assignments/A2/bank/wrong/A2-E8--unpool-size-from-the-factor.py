"""Takes twice the pooled width for rows of the plane: odd sizes put values elsewhere.

Caught by: A2-E8.unpool
"""
def max_unpool(x, indices, output_size):
    height, width = 2 * x.shape[2], 2 * x.shape[3]
    planes = x.new_zeros(*x.shape[:2], max(height * width, int(indices.max()) + 1))
    planes = planes.scatter(2, indices.flatten(2), x.flatten(2))[..., : height * width]
    out = planes.view(*x.shape[:2], height, width)
    return F.pad(out, (0, output_size[1] - width, 0, output_size[0] - height))
