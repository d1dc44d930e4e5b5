# %% [markdown]
# # M1 - A small notebook for the tests

# %% role="given"
import torch
from torch import Tensor, nn

from kit.notebook import check, grade, load

load()

# %% role="fill" id="M1-student"
student_number = 0  # the number the staff gave you
student_name = ""

# %% role="answer" exercise="M1-E1"
# TODO M1-E1 (3 points): the square of each number
def square(x: Tensor) -> Tensor:
    """Return x * x, of the shape of `x`, differentiable."""
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION

# %% role="check" exercise="M1-E1"
check("M1-E1")

# %% role="grade" exercise="M1-E1"

# %% role="use" needs="M1-E1"
# alt: the squares of 1, 2, 3
print("squares", square(torch.arange(3.0)))

# %% role="answer" exercise="M1-E2"
# TODO M1-E2 (95 points): a module with one linear layer
class Net(nn.Module):
    """(N, 3) -> (N, 2)."""

    def __init__(self):
        ### BEGIN SOLUTION
        super().__init__()
        self.layer = nn.Linear(3, 2)
        ### END SOLUTION

    def forward(self, x: Tensor) -> Tensor:
        ### BEGIN SOLUTION
        return self.layer(x)
        ### END SOLUTION

# %% role="grade" exercise="M1-E2"

# %% [markdown] role="manual" id="M1-R1" points=2
# What is a square?
