"""The identity is added to an output of zero; a buffer keeps it; bmm and einsum."""

class TNet(nn.Module):
    def __init__(self, k, widths=(64, 128, 1024), head=(512, 256)):
        super().__init__()
        self.k = k
        self.shared = MLP([k, *widths], True, last_act=True)
        self.plain = MLP([widths[-1], *head], False, last_act=True)
        self.last = nn.Linear(head[-1], k * k)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        self.register_buffer("identity", torch.eye(k))

    def forward(self, x):
        feature = F.max_pool1d(self.shared(x), x.shape[-1]).squeeze(-1)
        return self.last(self.plain(feature)).reshape(-1, self.k, self.k) + self.identity


def apply_transform(x, matrix):
    return torch.bmm(matrix, x)


def orthogonality_loss(matrix):
    gram = torch.einsum("bki,bkj->bij", matrix, matrix)
    return ((gram - torch.eye(gram.shape[1]).to(gram)) ** 2).sum(dim=(-1, -2)).mean()
