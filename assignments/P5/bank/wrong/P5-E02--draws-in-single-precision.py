"""Draws scales in single precision: clouds in half precision come back as float32.

Caught by: P5-E02.types-and-memory
"""


# TODO P5-E02 (4 points): one scale and one shift per cloud and axis
def augment_points(points: Tensor) -> Tensor:
    scale = torch.rand(len(points), 1, 3, device=points.device) * (3 / 2 - 2 / 3) + 2 / 3
    shift = points.new_empty(len(points), 1, 3).uniform_(-0.2, 0.2)
    return scale * points + shift
