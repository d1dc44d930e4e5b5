"""Whole votes by scatter_add into a flat histogram; net with GELU and own parameters; zero-initialised head.
"""

def hog(images, cell=(4, 4), bins=9):
    N, H, W = images.shape
    rows, columns = H // cell[0], W // cell[1]
    padded = F.pad(images.unsqueeze(1), (1, 1, 1, 1), mode="replicate").squeeze(1)
    gx = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]) / 2
    gy = (padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]) / 2
    angle = torch.atan2(gy, gx) * 180 / math.pi
    angle = torch.where(angle < 0, angle + 180, angle)
    b = torch.floor(angle / (180 / bins)).long() % bins
    r = (torch.arange(H, device=images.device) // cell[0]).view(1, H, 1)
    c = (torch.arange(W, device=images.device) // cell[1]).view(1, 1, W)
    index = ((r * columns + c) * bins + b).reshape(N, -1)
    votes = torch.sqrt(gx * gx + gy * gy).reshape(N, -1)
    return torch.zeros(N, rows * columns * bins, dtype=images.dtype, device=images.device).scatter_add(1, index, votes)


class HOGMLP(nn.Module):
    def __init__(self, in_dim, hidden=(64,), n_classes=10, p_drop=0.2):
        super().__init__()
        sizes = (in_dim, *hidden, n_classes)
        self.weights = nn.ParameterList(nn.Parameter(torch.randn(a, b) / a**0.5) for a, b in zip(sizes, sizes[1:]))
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(b)) for b in sizes[1:])
        nn.init.zeros_(self.weights[-1])
        self.drop = nn.Dropout(p_drop)

    def forward(self, x):
        for weight, bias in list(zip(self.weights, self.biases))[:-1]:
            x = self.drop(F.gelu(x @ weight + bias))
        return x @ self.weights[-1] + self.biases[-1]
