"""A learned gate that is 0 at the start; the identity is made at each call; own layers instead of the MLP."""

class TNet(nn.Module):
    def __init__(self, k, widths=(64, 128, 1024), head=(512, 256)):
        super(TNet, self).__init__()
        self.k = k
        layers, before = [], k
        for width in widths:
            layers += [nn.Conv1d(before, width, 1, bias=False), nn.BatchNorm1d(width), nn.ReLU(inplace=True)]
            before = width
        self.body = nn.Sequential(*layers)
        layers = []
        for width in head:
            layers += [nn.Linear(before, width, bias=False), nn.BatchNorm1d(width), nn.ReLU()]
            before = width
        self.head = nn.Sequential(*layers, nn.Linear(before, k * k))
        self.gate = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        pooled, _ = torch.max(self.body(x), dim=-1)
        found = self.head(pooled).view(x.size(0), self.k, self.k)
        eye = torch.eye(self.k, device=x.device, dtype=x.dtype).unsqueeze(0).repeat(x.size(0), 1, 1)
        return eye + self.gate * found


def apply_transform(x, matrix):
    return torch.einsum("bij,bjn->bin", matrix, x)


def orthogonality_loss(matrix):
    total = 0
    for one in matrix:
        total = total + (one @ one.T - torch.eye(len(one), device=one.device, dtype=one.dtype)).pow(2).sum()
    return total / len(matrix)
