"""Starts uniform in [0, 1/sqrt(H)]: only positive weights.

Caught by: P3-E1.parameters
"""
class RNNCell(RNNCell):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        for one in self.parameters():
            nn.init.uniform_(one, 0, 1 / math.sqrt(hidden_size))
