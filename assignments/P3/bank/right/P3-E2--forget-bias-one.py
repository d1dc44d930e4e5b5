"""The usual other start: a bias of 1 for the forget gate, orthogonal recurrent blocks."""
class LSTMCell(LSTMCell):
    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        with torch.no_grad():
            for block in self.weight_hh.chunk(4):
                nn.init.orthogonal_(block)
            self.bias_ih[hidden_size : 2 * hidden_size] = 1.0
