# %% [markdown]
# # L1 - A light notebook for the benchmarks: six answers, no long training

# %% role="given"
# ruff: noqa: N999, F401
import torch
from torch import Tensor, nn

from kit.notebook import check, grade, load

load()

# %% role="fill" id="L1-student"
student_number = 0  # the number the staff gave you
student_name = ""


# %% role="answer" exercise="L1-E1"
# TODO L1-E1 (15 points): columns of mean 0 and standard deviation 1
def standardise(x: Tensor) -> Tensor:
    """(N, D) -> (N, D): each column less its mean, by its standard deviation (of N, not N - 1); a constant one is 0."""
    ### BEGIN SOLUTION
    spread = x.std(dim=0, unbiased=False)
    return (x - x.mean(dim=0)) / torch.where(spread == 0, torch.ones_like(spread), spread)
    ### END SOLUTION


# %% role="check" exercise="L1-E1"
check("L1-E1")

# %% role="grade" exercise="L1-E1"


# %% role="answer" exercise="L1-E2"
# TODO L1-E2 (15 points): softmax over the last axis
def softmax(z: Tensor) -> Tensor:
    """(N, C) -> (N, C): rows of probabilities, finite for scores of any size."""
    ### BEGIN SOLUTION
    e = torch.exp(z - z.max(dim=-1, keepdim=True).values)
    return e / e.sum(dim=-1, keepdim=True)
    ### END SOLUTION


# %% role="grade" exercise="L1-E2"


# %% role="answer" exercise="L1-E3"
# TODO L1-E3 (20 points): mean cross-entropy and its gradient
def cross_entropy(z: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    """Scores (N, C) and classes (N,) -> mean loss () and its gradient with respect to the scores (N, C)."""
    ### BEGIN SOLUTION
    n = len(y)
    loss = (torch.logsumexp(z, dim=1) - z[torch.arange(n), y]).mean()
    dz = softmax(z)
    dz[torch.arange(n), y] -= 1
    return loss, dz / n
    ### END SOLUTION


# %% role="grade" exercise="L1-E3"


# %% role="answer" exercise="L1-E4"
# TODO L1-E4 (20 points): two linear layers with a ReLU between
class MLP(nn.Module):
    """(N, d_in) -> (N, d_out) with one hidden layer of `hidden` units."""

    def __init__(self, d_in: int, hidden: int, d_out: int):
        ### BEGIN SOLUTION
        super().__init__()
        self.first = nn.Linear(d_in, hidden)
        self.second = nn.Linear(hidden, d_out)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        """Scores."""
        ### BEGIN SOLUTION
        return self.second(torch.relu(self.first(x)))
        ### END SOLUTION


# %% role="grade" exercise="L1-E4"


# %% role="answer" exercise="L1-E5"
# TODO L1-E5 (10 points): one step of gradient descent with weight decay
def sgd_step(parameters: list[Tensor], gradients: list[Tensor], lr: float, decay: float) -> list[Tensor]:
    """Return p - lr * (g + decay * p) for each parameter; the arguments stay as they are."""
    ### BEGIN SOLUTION
    return [p - lr * (g + decay * p) for p, g in zip(parameters, gradients, strict=True)]
    ### END SOLUTION


# %% role="grade" exercise="L1-E5"


# %% role="answer" exercise="L1-E6"
# TODO L1-E6 (20 points): convolution with loops over the places of the output
def conv2d(x: Tensor, w: Tensor, stride: int = 1) -> Tensor:
    """(N, C, H, W) and (F, C, k, l) -> (N, F, H', W'): cross-correlation without padding."""
    ### BEGIN SOLUTION
    n, _, height, width = x.shape
    f, _, k, m = w.shape
    out = x.new_zeros(n, f, (height - k) // stride + 1, (width - m) // stride + 1)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            patch = x[:, :, i * stride : i * stride + k, j * stride : j * stride + m]
            out[:, :, i, j] = torch.einsum("nckl,fckl->nf", patch, w)
    return out
    ### END SOLUTION


# %% role="grade" exercise="L1-E6"
