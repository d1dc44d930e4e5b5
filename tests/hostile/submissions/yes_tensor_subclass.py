"""
Tries: returns a subclass of `Tensor` that is equal to everything, has every shape and answers every torch function with true.
Happens: it stays in the student's process as a handle: `the result should be a tensor, it is a Yes`.
Marks: none
"""

# %% E1
class Yes(torch.Tensor):
    shape = property(lambda self: torch.Size([3, 5]))

    def __eq__(self, other):
        return True

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return True

def square(x):
    return torch.ones(3, 5).as_subclass(Yes)
