"""
Tries: a module that lies: `state_dict` from nowhere, `named_parameters` that never ends, `training` that is a string, `__call__` patched.
Happens: values are compared with values: the result does not follow from the weights it shows.
Marks: none
"""

# %% E2
class Net(nn.Module):
    training = "always"

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(3, 2)

    def state_dict(self, *a, **k):
        return {"w": torch.zeros(2, 3), "b": torch.zeros(2)}

    def named_parameters(self, *a, **k):
        while True:
            yield "w", self.layer.weight

    def __call__(self, x):
        return self.layer(x)
