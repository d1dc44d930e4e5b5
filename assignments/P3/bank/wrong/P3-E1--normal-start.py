"""Starts from a normal distribution: large weights, saturated units.

Caught by: P3-E1.parameters
"""
class RNNCell(RNNCell):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        for one in self.parameters():
            nn.init.normal_(one)
