"""Own parameters with dotted names through sub-modules that hold them; the products by hand."""
class Affine(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(dim, dim))
        self.bias = nn.Parameter(torch.zeros(dim))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, x):
        return torch.matmul(x, self.weight.t()) + self.bias


class MultiHeadSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        if dim // heads * heads != dim:
            raise ValueError(heads)
        self.dim, self.heads = dim, heads
        self.q_proj, self.k_proj = Affine(dim), Affine(dim)
        self.v_proj, self.out_proj = Affine(dim), Affine(dim)

    def forward(self, x, return_weights=False):
        d = self.dim // self.heads
        q, k, v = [torch.stack(layer(x).split(d, dim=-1), dim=1) for layer in (self.q_proj, self.k_proj, self.v_proj)]
        weights = F.softmax(torch.matmul(q / d**0.5, k.transpose(2, 3)), dim=-1)
        out = self.out_proj(torch.cat(torch.matmul(weights, v).unbind(1), dim=-1))
        return (out, weights) if return_weights else out
