"""Works in place where no graph is needed.

Caught by: P5-E11.arguments-and-device
"""

def relu(x):
    return x.clamp(min=0) if x.requires_grad else x.clamp_(min=0)
