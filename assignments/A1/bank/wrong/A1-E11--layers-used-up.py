"""The caller's list is emptied on the way: one call shows nothing.

Caught by: A1-E11.receptive-field
"""

def receptive_field(layers):
    f, j = 1, 1
    while layers:
        k, s = layers.pop(0)
        f += (k - 1) * j
        j *= s
    return f
