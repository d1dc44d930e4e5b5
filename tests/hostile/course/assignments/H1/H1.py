# %% [markdown]
# # H1 - A notebook to attack

# %% role="given"
import torch
from torch import Tensor, nn

from kit.notebook import ask, check, grade, load

load()

# %% role="fill" id="H1-student"
student_number = 0
student_name = ""

# %% role="answer" exercise="H1-E1"
# TODO H1-E1 (3 points): the square of each number
def square(x: Tensor) -> Tensor:
    """Return x * x, of the shape of `x`, differentiable."""
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION

# %% role="check" exercise="H1-E1"
check("H1-E1")

# %% role="grade" exercise="H1-E1"

# %% role="answer" exercise="H1-E2"
# TODO H1-E2 (5 points): a module with one linear layer
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

# %% role="grade" exercise="H1-E2"

# %% role="answer" exercise="H1-E3"
# TODO H1-E3 (2 points): how often each word occurs
def count(words: list[str]) -> dict[str, int]:
    """Return a dict from each word to its number."""
    ### BEGIN SOLUTION
    return {word: words.count(word) for word in words}
    ### END SOLUTION

# %% role="grade" exercise="H1-E3"

# %% role="shape" question="H1-Q-S1"

# %% [markdown] role="manual" id="H1-R1" points=89
# What is a square?
