"""`nn.init` functions, a view through `unflatten`, matmul on transposed tensors."""

class TNet(nn.Module):
    def __init__(self, k, widths=(64, 128, 1024), head=(512, 256)):
        super().__init__()
        self.k = k
        self.shared = MLP([k, *widths], True, last_act=True)
        self.plain = MLP([widths[-1], *head], False, last_act=True)
        self.last = nn.Linear(head[-1], k * k)
        nn.init.constant_(self.last.weight, 0.0)
        self.last.bias = nn.Parameter(torch.eye(k).view(-1))

    def forward(self, x):
        feature = torch.max(self.shared(x), 2, keepdim=False).values
        return self.last(self.plain(feature)).unflatten(-1, (self.k, self.k))


def apply_transform(x, matrix):
    return (x.transpose(2, 1) @ matrix.transpose(1, 2)).transpose(1, 2)


def orthogonality_loss(matrix):
    difference = matrix.mT @ matrix - torch.eye(matrix.size(1), device=matrix.device, dtype=matrix.dtype)
    return torch.mean(torch.sum(difference * difference, dim=(1, 2)))
