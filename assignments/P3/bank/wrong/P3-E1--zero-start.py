"""Starts from zeros: all hidden units stay equal for ever.

Caught by: P3-E1.parameters
"""
class RNNCell(RNNCell):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        for one in self.parameters():
            nn.init.zeros_(one)
