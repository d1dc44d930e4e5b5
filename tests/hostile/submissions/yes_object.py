"""
Tries: returns objects with `__eq__`, `__array__`, `__len__`, `__iter__`, `__getattr__`, `__bool__`, `__float__` that agree with everything.
Happens: only exact plain types and tensors cross; the rest is a handle that no comparison of ours ever touches.
Marks: none
"""

# %% E1
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __array__(self, *a, **k): return torch.zeros(3, 5).numpy()
    def __len__(self): return 2
    def __iter__(self): return iter([torch.zeros(2, 3), torch.zeros(2)])
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __bool__(self): return True
    def __float__(self): return 0.0
    def __hash__(self): return 0
    def __instancecheck__(self, other): return True
    def __reduce__(self): return (print, ("unpickled",))
    def __torch_function__(self, *a, **k): return True

def square(x):
    return Yes()

# %% E2
Net = Yes()

# %% E3
def count(words):
    return Yes()
