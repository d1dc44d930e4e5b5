"""Images in the order v*B + b: clouds are mixed up as soon as there are two.

Caught by: P5-E14.stack-views
"""
def stack_views(depth):

    return depth.transpose(0, 1).flatten(0, 1).unsqueeze(1).repeat(1, 3, 1, 1)
