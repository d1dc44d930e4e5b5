"""Starts from zeros.

Caught by: P3-E3.new-cells
"""
class GRUCell(GRUCell):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        for one in self.parameters():
            nn.init.zeros_(one)
