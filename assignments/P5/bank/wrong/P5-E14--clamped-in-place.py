"""The caller's points are clamped; clouds in the unit sphere stay as they are.

Caught by: P5-E14.form
"""

_given_project = project_depth


def project_depth(points, size=32):
    return _given_project(points.clamp_(-1, 1), size)
