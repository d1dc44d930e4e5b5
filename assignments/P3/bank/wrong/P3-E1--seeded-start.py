"""Seeds the generator in the constructor: every cell starts with the same weights.

Caught by: P3-E1.parameters
"""
class RNNCell(RNNCell):
    def __init__(self, input_size, hidden_size):
        torch.manual_seed(0)
        super().__init__(input_size, hidden_size)
