"""Lets torch's cell do the step.

Caught by: P3-E1.values
"""
class RNNCell(nn.RNNCell):
    pass
