"""Sums over named axes."""
class MultiHeadSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super(MultiHeadSelfAttention, self).__init__()
        if dim % heads:
            raise ValueError("dim should be a multiple of heads")
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x, return_weights=False):
        cut = (x.shape[0], x.shape[1], self.heads, -1)
        q, k, v = (layer(x).view(cut) for layer in (self.q_proj, self.k_proj, self.v_proj))
        weights = torch.einsum("bnhd,bmhd->bhnm", q, k).div(q.shape[-1] ** 0.5).softmax(3)
        out = self.out_proj(torch.einsum("bhnm,bmhd->bnhd", weights, v).reshape(x.shape))
        return (out, weights) if return_weights else out
