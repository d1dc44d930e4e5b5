"""Every cell starts with the same weights.

Caught by: P3-E2.new-cells
"""
class LSTMCell(LSTMCell):
    def __init__(self, input_size, hidden_size):
        torch.manual_seed(1)
        super().__init__(input_size, hidden_size)
