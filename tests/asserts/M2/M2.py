# %% [markdown]
# # M2 - Graded by ordinary asserts

# %% role="given"
# %matplotlib inline
import math

import numpy as np
import torch
from torch import nn

# %% role="fill" id="M2-student"
student_number = 0
student_name = ""


# %% role="answer" exercise="M2-E1"
# TODO M2-E1 (40 points): the square of each number
def square(x):
    ### BEGIN SOLUTION
    if isinstance(x, str):
        raise ValueError("a number, please")
    return x * x
    ### END SOLUTION


calls = []

# %% role="grade" exercise="M2-E1" points=40
x = torch.arange(3.0)
y = square(x)
assert y.shape == (3,), "the shape is not that of x"
assert torch.equal(y, x * x)
try:
    square("a")
except ValueError:
    pass
else:
    raise AssertionError("a text should be refused with a ValueError")
### BEGIN HIDDEN TESTS
secret = torch.tensor([1.5, -2.5], requires_grad=True)
square(secret).sum().backward()
assert torch.allclose(secret.grad, 2 * secret)
### END HIDDEN TESTS


# %% role="answer" exercise="M2-E2"
# TODO M2-E2 (40 points): a linear layer from three numbers to two
class Net(nn.Module):
    ### BEGIN SOLUTION
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)

    def forward(self, x):
        return self.layer(x)

    ### END SOLUTION


# %% role="grade" exercise="M2-E2" points=40
assert issubclass(Net, nn.Module)
net = Net()
assert isinstance(net, nn.Module)
assert isinstance(net, Net)
assert any(isinstance(layer, nn.Linear) for layer in net.children())
assert not isinstance(net, nn.Linear)
assert callable(net)
assert net(torch.ones(5, 3)).shape == (5, 2)

# %% role="answer" exercise="M2-E3"
# TODO M2-E3 (20 points): what occurs in a list, and how often
seen = 0


def unique(items):
    ### BEGIN SOLUTION
    global seen
    seen += 1
    return set(items)
    ### END SOLUTION


def count(items):
    ### BEGIN SOLUTION
    from collections import Counter

    return Counter(items)
    ### END SOLUTION


# %% role="grade" exercise="M2-E3" points=20
before = seen
for items in ([1, 1, 2], []):
    print("trying", items)
    assert unique(items) == set(items), f"unique({items}) is not right"
assert seen == before + 2
### BEGIN HIDDEN TESTS
assert count("aab") == {"a": 2, "b": 1}
assert math.isclose(np.mean(list(count("aab").values())), 1.5)
### END HIDDEN TESTS
