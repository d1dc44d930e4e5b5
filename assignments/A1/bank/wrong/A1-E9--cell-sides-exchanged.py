"""cell is read as (width, height): the same for square cells.

Caught by: A1-E9.hog-symmetries, A1-E9.hog-values
"""

_hog = hog


def hog(images, cell=(4, 4), bins=9):
    return _hog(images, (cell[1], cell[0]), bins)
