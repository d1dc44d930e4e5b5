"""unpatchify is a plain view.

Caught by: P3-E6.put-together, P3-E6.round-trip, P3-E6.inverse-gradient
"""


def unpatchify(tokens, patch_size, height, width):
    return tokens.reshape(len(tokens), -1, height, width)
