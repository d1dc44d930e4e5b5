"""Lets torch's layer do the work.

Caught by: P3-E9.values
"""
class MultiHeadSelfAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        if dim % heads:
            raise ValueError("dim should be a multiple of heads")
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(dim, dim) for _ in range(4))

    def forward(self, x, return_weights=False):
        weight = torch.cat([one.weight for one in (self.q_proj, self.k_proj, self.v_proj)])
        bias = torch.cat([one.bias for one in (self.q_proj, self.k_proj, self.v_proj)])
        x = x.transpose(0, 1)
        out, weights = F.multi_head_attention_forward(
            x, x, x, x.shape[2], self.heads, weight, bias, None, None, False, 0.0, self.out_proj.weight,
            self.out_proj.bias, average_attn_weights=False,
        )
        out = out.transpose(0, 1)
        return (out, weights) if return_weights else out
