"""Lets torch's layer do it.

Caught by: P3-E4.gru-both-directions, P3-E4.lstm, P3-E4.rnn-two-layers
"""
class Recurrent(nn.Module):
    def __init__(self, cell, input_size, hidden_size, num_layers=1, bidirectional=False, batch_first=True):
        super().__init__()
        layer = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[cell]
        self.dirs = 2 if bidirectional else 1
        self.net = layer(input_size, hidden_size, num_layers, bidirectional=bidirectional, batch_first=batch_first)
    def load_weights(self, weights):
        own = {}
        for name, value in weights.items():
            _, k, part = name.split(".")
            layer, direction = divmod(int(k), self.dirs)
            own[f"{part}_l{layer}" + "_reverse" * direction] = value
        self.net.load_state_dict(own)
    def forward(self, x, state=None):
        return self.net(x, state)
