"""
Tries: a class whose metaclass lies about its name, its bases, its instances and its subclasses.
Happens: names come back as words, and words earn nothing.
Marks: none
"""

# %% E2
class Meta(type):
    __name__ = property(lambda cls: "Linear")
    def __instancecheck__(cls, other): return True
    def __subclasscheck__(cls, other): return True
    def __eq__(cls, other): return True
    def __hash__(cls): return 0
    def __call__(cls, *a, **k): return cls
    def __getattr__(cls, name): return lambda *a, **k: cls

class Net(metaclass=Meta):
    pass
