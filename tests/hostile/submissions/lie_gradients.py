"""
Tries: backward passes that return the wrong shape, nan, the wrong number of gradients, nothing, or never return.
Happens: shapes and numbers are checked before autograd sees them; nan differs from what is expected.
Marks: E1 2
"""

# %% E1
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * x

    @staticmethod
    def backward(ctx, gradient):
        return torch.full_like(gradient, float("nan"))

def square(x):
    return Square.apply(x)

# %% last
import itertools
import autograder.bridge.server as server
odd = itertools.cycle([{"l": [{"T": -1, "k": "float32", "s": [9, 9]}]}, {"l": [None] * 7}, {"l": ["x"]}, None])
server.Server._backward = lambda self, channel, message, buffers: channel.send({"value": next(odd), "error": None})
