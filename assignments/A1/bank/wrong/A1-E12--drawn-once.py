"""The angle and the shift are drawn when the list is made, then every image gets the same ones.

Caught by: A1-E12.fresh-draws
"""
def augmentations():
    angle, down, light = float(torch.empty(()).uniform_(-10, 10)), int(torch.randint(-2, 3, ())), 0.8 + 0.2 * float(torch.rand(()))
    return [lambda x: T.functional.rotate(x, angle), lambda x: x.roll(down, 1), lambda x: x * light]
