"""Builds the batch on the CPU.

Caught by: P5-E14.stack-form
"""
def stack_views(depth):

    return torch.stack([view.expand(3, -1, -1).cpu() for cloud in depth for view in cloud])
