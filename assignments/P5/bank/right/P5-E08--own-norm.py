"""Parameters and functional batch norm; neighbours by gather without the earlier functions."""
class EdgeConv(nn.Module):
    def __init__(self, in_channels, out_channels, k):
        super().__init__()
        self.k = k
        self.weight = nn.Parameter(torch.randn(out_channels, 2 * in_channels) / (2 * in_channels) ** 0.5)
        self.gamma, self.beta = nn.Parameter(torch.ones(out_channels)), nn.Parameter(torch.zeros(out_channels))
        self.register_buffer("average", torch.zeros(out_channels))
        self.register_buffer("spread", torch.ones(out_channels))

    def forward(self, x, idx=None):
        B, C, N = x.shape
        if idx is None:
            with torch.no_grad():
                squares = (x.unsqueeze(3) - x.unsqueeze(2)).square().sum(1)
                idx = squares.topk(min(self.k, N), largest=False).indices
        wide = x.unsqueeze(3).expand(-1, -1, -1, idx.shape[2])
        picked = torch.take_along_dim(wide, idx.unsqueeze(1), dim=2)
        messages = torch.einsum("oc,bcnk->bonk", self.weight, torch.cat((wide, picked - wide), 1))
        messages = F.batch_norm(messages, self.average, self.spread, self.gamma, self.beta, self.training, 0.1, 1e-5)
        return torch.maximum(messages, 0.2 * messages).amax(-1)
