# %% [markdown]
# # Part 3 - Attention and the Vision Transformer
#
# A recurrent net hands everything on through the state of its last step; what the first element said has to
# survive all steps in between. With **attention** each element asks every other one directly: the path between two
# elements has length 1, and all elements are computed at once, in a few large matrix products, which is what
# accelerators are good at. The price: a table of N x N weights, and no sense of order. Attention is blind to where
# an element stands; positions have to be added (E10).
#
# Attention usually reads the whole sequence. *Restricted* attention looks at a window, *causal* attention only at
# the past: both are masks.

# %% role="given"
from kit.plots.attention import plot_cls_attention, plot_confusion, plot_positions, plot_rollout
from kit.plots.segmentation import plot_curves
from kit.plots.vit import plot_weight_tables
from kit.vit import mean_pooled, without_positions

# %% [markdown]
# ## E8 - Scaled dot-product attention (5 points)
#
# **Goal:** the one function on which everything else in this part rests.
#
# Each of N queries is compared with each of M keys; the values are averaged with these weights:
#
# $$S = \frac{Q K^\top}{\sqrt{D}}, \qquad A_{nm} = \frac{\exp S_{nm}}{\sum_{m'} \exp S_{nm'}}, \qquad
#   \mathrm{out} = A V$$
#
# $A_{nm}$ says how much key m influences query n: a table of N x M, in self-attention N x N. Why the root: the
# product of two vectors of D independent entries of variance 1 has variance D; without the division the softmax
# saturates and its gradient vanishes.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `q`, `k`, `v` | float (B, N, D), (B, M, D), (B, M, V) | queries, keys, values; N, M, D, V independent of each other |
# | `mask` | bool (B, N, M) or (N, M), or None | True: query n may attend to key m; (N, M) holds for every sample |
# | returns | tuple `(out, weights)` | (B, N, V) and (B, N, M), both differentiable, dtype and device of `q` |
#
# Weights of forbidden pairs are exactly 0, and the allowed ones of a row sum to 1. A row without any True gives
# weights 0 and output 0, and finite gradients. Logits of +-100 do not overflow. Inputs are not changed. Not allowed:
# `F.scaled_dot_product_attention`, `nn.MultiheadAttention`.
#
# <details><summary>Hint 1</summary><code>torch.bmm</code> multiplies the matrices of each sample:
# (B, N, D) with (B, D, M) gives (B, N, M). A shape (4, 100, 100) of the weights means 4 samples, 100 queries, 100 keys;
# the feature size is not in it.</details>
# <details><summary>Hint 2</summary>The mask belongs before the softmax: what does the softmax make of a very negative
# score?</details>
# <details><summary>Hint 3</summary>An empty row: the softmax of nothing but -inf is nan, that of equal finite numbers
# is uniform. Which of the two can still be repaired by a product?</details>
#
# Example, B = 1, N = 1, M = 3, D = 4: scores (before the root) 0, 0 and $2 \ln 2$ are halved to 0, 0 and
# $\ln 2$; the weights are 1/4, 1/4, 1/2. With the mask [True, False, True] they are 1/3, 0, 2/3.


# %% role="answer" exercise="P3-E8"
# TODO P3-E8 (5 points): scores, scale, mask, softmax, product
def scaled_dot_product_attention(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Return the averaged values, float (B, N, V), and the weights, float (B, N, M).

    Parameters
    ----------
    q, k, v
        float (B, N, D), (B, M, D), (B, M, V). Not changed.
    mask
        bool (B, N, M) or (N, M): True where a query may attend to a key. A row without any True gives zeros.
    """
    ### BEGIN SOLUTION
    scores = torch.bmm(q, k.transpose(1, 2)) / math.sqrt(q.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
    weights = scores.softmax(dim=-1)
    if mask is not None:
        weights = weights * mask  # an empty row is uniform until here
    return torch.bmm(weights, v), weights
    ### END SOLUTION


# %% role="check" exercise="P3-E8"
check("P3-E8")

# %% role="grade" exercise="P3-E8"

# %% [markdown]
# **Figure.** The same queries and keys without a mask, with a window of 5 and with a causal mask. Rows are queries,
# columns keys; each row sums to 1.

# %% role="use" needs="P3-E8"
# alt: three 12 x 12 tables of weights: full, a band along the diagonal, the lower triangle
torch.manual_seed(0)
demo_queries, demo_keys = torch.randn(2, 1, 12, 16)
steps = torch.arange(12)
attention_masks = {
    "no mask": None,
    "window": (steps[:, None] - steps).abs() <= 2,
    "causal": steps[:, None] >= steps,
}
attention_weights = {
    name: scaled_dot_product_attention(demo_queries, demo_keys, demo_keys, mask)[1][0]
    for name, mask in attention_masks.items()
}
plot_weight_tables(attention_weights)
plt.show()
sum_errors = [float((table.sum(-1) - 1).abs().max()) for table in attention_weights.values()]
print(f"largest difference of a row's sum to 1: {max(sum_errors):.1e}")

# %% [markdown]
# ## E9 - Multi-head self-attention (6 points)
#
# **Goal:** several attentions side by side, at the price of one.
#
# In *self*-attention queries, keys and values come from the same x. The width D is cut into h heads of size d = D/h;
# head j has its own columns of the projections, so it can look for something else:
#
# $$Q = xW_q^\top + b_q, \ \dots \qquad \mathrm{head}_j = \mathrm{attention}(Q_j, K_j, V_j), \qquad
#   \mathrm{out} = [\mathrm{head}_1, \dots, \mathrm{head}_h]\, W_o^\top + b_o$$
#
# with $Q_j$ the columns jd to (j+1)d - 1. The scale is that of the head, $\sqrt d$. More heads do not cost more
# parameters: 4D^2 + 4D for any h.

# %% [markdown]
# | | type, shape | meaning |
# |---|---|---|
# | `MultiHeadSelfAttention(dim, heads)` | int, int | ValueError if `dim` is no multiple of `heads` |
# | `.q_proj`, `.k_proj`, `.v_proj`, `.out_proj` | `weight` (D, D), `bias` (D,) | the names under which weights are loaded |
# | `forward(x, return_weights=False)` | float (B, N, D) | any B, N |
# | returns | (B, N, D), or the tuple `(out, weights)` | weights (B, h, N, N), differentiable like `out` |
#
# Heads are concatenated in their order. A module with other names inside is right too if it has a method
# `load_weights(weights)` that takes a dict of the names above (`"q_proj.weight"`, ...). Not allowed:
# `nn.MultiheadAttention`, `F.multi_head_attention_forward`, `F.scaled_dot_product_attention`.
#
# <details><summary>Hint 1</summary>E8 takes (B, N, D): heads can be further samples, B * h of them.</details>
# <details><summary>Hint 2</summary>Cutting the last axis in (h, d) is a reshape. Then h has to come before N; a reshape
# cannot do that, <code>transpose</code> can.</details>
# <details><summary>Hint 3</summary>On the way back the same two steps in reverse order. A reshape straight from
# (B, h, N, d) to (B, N, h * d) runs, and mixes tokens with heads.</details>
#
# Example: B = 2, N = 5, D = 12, h = 3: (2, 5, 12), then (2, 5, 3, 4), then (2, 3, 5, 4), as samples (6, 5, 4); weights
# (6, 5, 5), seen as (2, 3, 5, 5).


# %% role="answer" exercise="P3-E9"
# TODO P3-E9 (6 points): split into heads, attend, merge, project
class MultiHeadSelfAttention(nn.Module):
    """Self-attention with several heads: (B, N, dim) to (B, N, dim).

    Attributes
    ----------
    q_proj, k_proj, v_proj, out_proj
        Linear layers with bias, dim to dim; head j owns columns j * dim/heads to (j+1) * dim/heads - 1 of the first
        three.
    """

    def __init__(self, dim: int, heads: int):
        """Make the four projections; ValueError if dim is no multiple of heads."""
        super().__init__()
        ### BEGIN SOLUTION
        if dim % heads:
            raise ValueError(f"dim {dim} is no multiple of heads {heads}")
        self.heads = heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(dim, dim) for _ in range(4))
        ### END SOLUTION

    def forward(self, x: Tensor, return_weights: bool = False) -> Tensor | tuple[Tensor, Tensor]:
        """Return float (B, N, D) for x, float (B, N, D); with return_weights also the weights, float (B, h, N, N)."""
        ### BEGIN SOLUTION
        B, N, D = x.shape
        h, d = self.heads, D // self.heads
        q, k, v = (
            project(x).reshape(B, N, h, d).transpose(1, 2).reshape(B * h, N, d)
            for project in (self.q_proj, self.k_proj, self.v_proj)
        )
        out, weights = scaled_dot_product_attention(q, k, v)
        out = self.out_proj(out.reshape(B, h, N, d).transpose(1, 2).reshape(B, N, D))
        return (out, weights.reshape(B, h, N, N)) if return_weights else out
        ### END SOLUTION


# %% role="check" exercise="P3-E9"
check("P3-E9")

# %% role="grade" exercise="P3-E9"

# %% [markdown]
# Self-attention without positions is **permutation equivariant**: shuffled tokens give the same outputs, shuffled. It
# is a function on sets. (Some read a transformer as a kernel machine: the softmax of a product is a similarity. In
# models of protein structure a *pair bias* is added to the scores and a gate multiplies the result: the same
# function with two more terms.)

# %% role="use" needs="P3-E8 P3-E9"
torch.manual_seed(0)
attention_demo, demo_tokens, order = MultiHeadSelfAttention(12, 3), torch.randn(2, 5, 12), torch.randperm(5)
with torch.no_grad():
    before, after = attention_demo(demo_tokens), attention_demo(demo_tokens[:, order])
print(f"order {order.tolist()}: largest difference {float((before[:, order] - after).abs().max()):.1e}")
for heads in (1, 3, 12):
    count = sum(p.numel() for p in MultiHeadSelfAttention(12, heads).parameters())
    print(f"{heads:2} heads of size {12 // heads:2}: {count} parameters, 4D^2 + 4D = {4 * 12**2 + 4 * 12}")
del attention_demo
