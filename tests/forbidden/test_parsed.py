"""What an answer refers to, by its text: every roundabout way is found, honest code stays clean."""

from __future__ import annotations

import ast

import pytest

from assignments.A1.hidden.convolution import e11
from autograder.parsed import Notebook, forbidden_uses, message, suspicious

IMPORTS = "import torch\nimport torch.nn.functional as F\nfrom torch import nn, Tensor\nimport numpy as np"
NAME = "conv2d_naive"


def uses(*cells: str, name: str = NAME, forbidden: tuple[str, ...] = e11.forbidden) -> list[str]:
    """Words for the findings on one name."""
    return [str(use) for use in forbidden_uses(Notebook([IMPORTS, *cells]), [name], forbidden).get(name, [])]


SHORTCUTS = {
    "plainly": "def conv2d_naive(x, w):\n    return F.conv2d(x, w)",
    "by its full name": "def conv2d_naive(x, w):\n    return torch.nn.functional.conv2d(x, w)",
    "torch's own name": "def conv2d_naive(x, w):\n    return torch.conv2d(x, w)",
    "another alias": "import torch.nn.functional as G\ndef conv2d_naive(x, w):\n    return G.conv2d(x, w)",
    "alias of an alias": "G = F\ndef conv2d_naive(x, w):\n    return G.conv2d(x, w)",
    "from-import": "from torch.nn.functional import conv2d as c\ndef conv2d_naive(x, w):\n    return c(x, w)",
    "star": "from torch.nn.functional import *\ndef conv2d_naive(x, w):\n    return conv2d(x, w)",
    "import inside": "def conv2d_naive(x, w):\n    from torch.nn.functional import conv2d\n    return conv2d(x, w)",
    "module inside": "def conv2d_naive(x, w):\n    import torch.nn as n\n    return n.functional.conv2d(x, w)",
    "local alias": "def conv2d_naive(x, w):\n    m = F\n    return m.conv2d(x, w)",
    "name at the top": "f = F.conv2d\ndef conv2d_naive(x, w):\n    return f(x, w)",
    "two names at the top": "f, g = 1, F.conv2d\nh = g\ng = None\ndef conv2d_naive(x, w):\n    return h(x, w)",
    "helper": "def conv2d_naive(x, w):\n    return helper(x, w)\ndef helper(x, w):\n    return F.conv2d(x, w)",
    "helper of a helper": "def a(x):\n    return F.conv2d(x, x)\nb = lambda x: a(x)\nconv2d_naive = lambda x: b(x)",
    "getattr": "def conv2d_naive(x, w):\n    return getattr(F, 'conv2d')(x, w)",
    "getattr of a sum": "def conv2d_naive(x, w):\n    return getattr(F, 'con' + 'v2d')(x, w)",
    "getattr of a format": "def conv2d_naive(x, w):\n    return getattr(F, f'conv{2}d')(x, w)",
    "namespace": "def conv2d_naive(x, w):\n    return F.__dict__['conv2d'](x, w)",
    "vars": "def conv2d_naive(x, w):\n    return vars(F)['conv2d'](x, w)",
    "attrgetter": "from operator import attrgetter\nconv2d_naive = lambda x, w: attrgetter('conv2d')(F)(x, w)",
    "import_module": "import importlib as i\nconv2d_naive = i.import_module('torch.nn.functional').conv2d",
    "__import__": "def conv2d_naive(x, w):\n    return __import__('torch').conv2d(x, w)",
    "sys.modules": "import sys\ndef conv2d_naive(x, w):\n    return sys.modules['torch'].conv2d(x, w)",
    "operator": "def conv2d_naive(x, w):\n    return torch.ops.aten.convolution(x, w, None, [1], [0], [1])",
    "overload": "def conv2d_naive(x, w):\n    return torch.ops.aten.conv2d.default(x, w)",
    "backend": "def conv2d_naive(x, w):\n    return torch.ops.aten.mkldnn_convolution(x, w, None, [0], [1], [1], 1)",
    "module": "def conv2d_naive(x, w):\n    m = nn.Conv2d(1, 1, 3)\n    m.weight.data = w\n    return m(x)",
    "lazy module": "def conv2d_naive(x, w):\n    return nn.LazyConv2d(1, 3)(x)",
    "module at the top": "layer = nn.Conv2d(1, 1, 3)\ndef conv2d_naive(x, w):\n    return layer(x)",
    "partial": "from functools import partial\nconv2d_naive = partial(F.conv2d, stride=1)",
    "gradient": "def conv2d_naive(x, w):\n    return torch.nn.grad.conv2d_input(x.shape, w, x)",
    "backward": "def conv2d_naive(x, w):\n    return torch.ops.aten.convolution_backward(x, w, x, [0], [1], [1], 1)",
    "default": "def conv2d_naive(x, w, f=F.conv2d):\n    return f(x, w)",
    "module as default": "def conv2d_naive(x, w, m=F):\n    return m.conv2d(x, w)",
    "module as argument": "def a(m, x):\n    return m.conv2d(x, x)\nconv2d_naive = lambda x: a(F, x)",
    "list": "ways = [F.conv2d]\ndef conv2d_naive(x, w):\n    return ways[0](x, w)",
    "filled list": "ways = []\nways.append(F.conv2d)\ndef conv2d_naive(x, w):\n    return ways[0](x, w)",
    "dictionary": "ways = {}\nways['f'] = F.conv2d\ndef conv2d_naive(x, w):\n    return ways['f'](x, w)",
    "attribute": "def conv2d_naive(x, w):\n    return conv2d_naive.f(x, w)\nconv2d_naive.f = F.conv2d",
    "setattr": "def conv2d_naive(x, w):\n    return conv2d_naive.f(x, w)\nsetattr(conv2d_naive, 'f', F.conv2d)",
    "globals": "globals()['f'] = F.conv2d\ndef conv2d_naive(x, w):\n    return f(x, w)",
    "globals update": "globals().update(f=F.conv2d)\ndef conv2d_naive(x, w):\n    return f(x, w)",
    "global": "def setup():\n    global f\n    f = F.conv2d\nsetup()\ndef conv2d_naive(x, w):\n    return f(x, w)",
    "patched torch": "F.unfold = F.conv2d\ndef conv2d_naive(x, w):\n    return torch.nn.functional.unfold(x, w)",
    "decorator": "def swap(f):\n    return F.conv2d\n@swap\ndef conv2d_naive(x, w):\n    pass",
    "wrapped": "def conv2d_naive(x, w):\n    return F.conv2d(x, w)\nconv2d_naive = torch.no_grad()(conv2d_naive)",
    "class": "class Conv:\n    def run(self, x, w):\n        return F.conv2d(x, w)\nconv2d_naive = Conv().run",
    "base class": "class Conv(nn.Conv2d):\n    pass\ndef conv2d_naive(x, w):\n    return Conv(1, 1, 3)(x)",
    "super": "class C(nn.Conv2d):\n    def forward(self, x):\n        return super().forward(x)\nconv2d_naive = C(1)",
    "autograd function": (
        "class C(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x, w):\n        return x\n"
        "    @staticmethod\n    def backward(ctx, g):\n        return F.conv_transpose2d(g, g)\n"
        "def conv2d_naive(x, w):\n    return C.apply(x, w)"
    ),
    "if": "if torch.cuda.is_available():\n    f = F.fold\nelse:\n    f = F.conv2d\nconv2d_naive = lambda x, w: f(x, w)",
    "try": "try:\n    f = F.conv2d\nexcept Exception:\n    f = None\nconv2d_naive = lambda x, w: f(x, w)",
    "maybe later": "conv2d_naive = lambda x: F.conv2d(x, x)\nif False:\n    def conv2d_naive(x, w):\n        return x",
    "walrus": "print(f := F.conv2d)\ndef conv2d_naive(x, w):\n    return f(x, w)",
    "with": "with torch.no_grad():\n    f = F.conv2d\ndef conv2d_naive(x, w):\n    return f(x, w)",
    "constant exec": "exec('def conv2d_naive(x, w):\\n    return F.conv2d(x, w)')",
    "exec inside": "def conv2d_naive(x, w):\n    exec('global y; y = F.conv2d(x, w)')\n    return y",
    "eval": "def conv2d_naive(x, w):\n    return eval('F.conv2d')(x, w)",
    "cell magic": "%%time\ndef conv2d_naive(x, w):\n    return F.conv2d(x, w)",
    "line magic": "%time f = F.conv2d\ndef conv2d_naive(x, w):\n    return f(x, w)",
    "thread": "import threading\ndef conv2d_naive(x, w):\n    threading.Thread(target=F.conv2d, args=(x, w)).start()",
    "NumPy": "def conv2d_naive(x, w):\n    return np.convolve(x, w)",
    "SciPy": "from scipy import signal\ndef conv2d_naive(x, w):\n    return signal.convolve2d(x, w)",
    "SciPy's images": "import scipy.ndimage\ndef conv2d_naive(x, w):\n    return scipy.ndimage.correlate(x, w)",
    "Pillow": "from PIL import ImageFilter\ndef conv2d_naive(x, w):\n    return x.filter(ImageFilter.Kernel(3, w))",
    "torchvision": "import torchvision\ndef conv2d_naive(x, w):\n    return torchvision.ops.deform_conv2d(x, x, w)",
    "lambda in a comprehension": "def conv2d_naive(x, w):\n    return [f(x, w) for f in [F.conv2d]][0]",
    "name hidden by a comprehension": "def conv2d_naive(x, w):\n    [0 for F in []]\n    return F.conv2d(x, w)",
    "class attribute hides nothing": (
        "class A:\n    F = None\n    def run(self, x, w):\n        return F.conv2d(x, w)\nconv2d_naive = A().run"
    ),
}


@pytest.mark.parametrize("way", SHORTCUTS)
def test_a_shortcut_is_found(way: str) -> None:
    assert uses(SHORTCUTS[way])


BODY = "    cols = F.unfold(x, w.shape[-2:])\n    return torch.einsum('ok,nkl->nol', w.flatten(1), cols)"
HONEST = {
    "unfold and einsum": f"def conv2d_naive(x, w):\n{BODY}",
    "loops": (
        "def conv2d_naive(x, w):\n    out = torch.zeros(1, 1, 2, 2)\n"
        "    for i in range(2):\n        for j in range(2):\n"
        "            out[..., i, j] = (x[..., i:i + 3, j:j + 3] * w).sum()\n    return out"
    ),
    "docstring and comment": f"def conv2d_naive(x, w):\n    '''Like F.conv2d.'''\n    # F.conv2d(x, w)\n{BODY}",
    "text": f"def conv2d_naive(x, w):\n    name = 'F.conv2d(x, w)'\n{BODY}",
    "variable of that name": f"def conv2d_naive(x, w):\n    conv2d = x + 1\n    x = conv2d - 1\n{BODY}",
    "parameter of that name": f"def conv2d_naive(x, w, conv2d=None):\n    x = conv2d or x\n{BODY}",
    "own function of that name": f"def conv2d(x, w):\n{BODY}\ndef conv2d_naive(x, w):\n    return conv2d(x, w)",
    "import that an own function replaces": (
        f"from torch.nn.functional import conv2d\ndef conv2d(x, w):\n{BODY}\nconv2d_naive = lambda x, w: conv2d(x, w)"
    ),
    "own method of that name": (
        f"class A:\n    def conv2d(self, x, w):\n    {BODY.replace(chr(10), chr(10) + '    ')}\n"
        "def conv2d_naive(x, w):\n    return A().conv2d(x, w)"
    ),
    "comparison beside it": f"def conv2d_naive(x, w):\n{BODY}\nassert conv2d_naive(a, b).equal(F.conv2d(a, b))",
    "test beside it": f"def conv2d_naive(x, w):\n{BODY}\ndef test():\n    return conv2d_naive(a) - F.conv2d(a)\ntest()",
    "timing beside it": f"def conv2d_naive(x, w):\n{BODY}\nfor f in (conv2d_naive, F.conv2d):\n    f(a, b)",
    "errors beside it": f"diff = []\ndef conv2d_naive(x, w):\n{BODY}\ndiff.append(F.conv2d(a, b))",
    "layer of a network beside it": (
        f"net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.MaxPool2d(2))\ndef conv2d_naive(x, w):\n{BODY}"
    ),
    "annotation": f"def conv2d_naive(x: Tensor, w: nn.Conv2d) -> nn.Conv2d:\n    y: nn.Conv2d\n{BODY}",
    "question about a class": (
        "def conv2d_naive(x, w):\n    if isinstance(w, nn.Conv2d) or type(w) is nn.Conv2d:\n"
        f"        w = w.weight\n{BODY}"
    ),
    "own layer with torch's parameters": (
        "class Conv(nn.Conv2d):\n    def forward(self, x):\n        return F.unfold(x, 3) @ self.weight.flatten(1).T\n"
        "conv2d_naive = Conv(1, 1, 3)"
    ),
    "draft that was replaced": f"def conv2d_naive(x, w):\n    return F.conv2d(x, w)\ndef conv2d_naive(x, w):\n{BODY}",
    "unused import": f"from torch.nn.functional import conv2d\ndef conv2d_naive(x, w):\n{BODY}",
    "Fourier": "def conv2d_naive(x, w):\n    return torch.fft.irfft2(torch.fft.rfft2(x) * torch.fft.rfft2(w))",
    "size of a layer in a message": f"def conv2d_naive(x, w):\n    print(f'like conv2d {{x.shape}}')\n{BODY}",
    "broken cell elsewhere": "def (:",
    "no such name": "x = 1",
}


@pytest.mark.parametrize("way", HONEST)
def test_honest_code_stays_clean(way: str) -> None:
    if way != "broken cell elsewhere":
        ast.parse(HONEST[way])
    assert uses(HONEST[way]) == []


def test_own_softmax_method_and_library_method() -> None:
    own = (
        "class A(nn.Module):\n    def softmax(self, x):\n        return x.exp()\n"
        "    def forward(self, x):\n        return self.softmax(x)"
    )
    assert uses(own, name="A", forbidden=("softmax",)) == []
    assert uses("def f(x):\n    return x.softmax(-1)", name="f", forbidden=("softmax",)) == [
        "line 2: return x.softmax(-1)"
    ]


@pytest.mark.parametrize(
    ("forbidden", "code", "found"),
    [
        ("cross_entropy", "nn.CrossEntropyLoss()(x, y)", True),
        ("cross_entropy", "F.nll_loss(F.log_softmax(x, 1), y)", False),
        ("nll_loss", "nn.NLLLoss()(x, y)", True),
        ("conv_transpose2d", "F.conv2d(x, y)", False),
        ("conv_transpose2d", "nn.ConvTranspose2d(1, 1, 3)(x)", True),
        ("max_unpool2d", "F.max_pool2d(x, 2, return_indices=True)", False),
        ("max_unpool2d", "nn.MaxUnpool2d(2)(x, y)", True),
        ("rnn", "torch.nn.utils.rnn.pad_sequence(x)", False),
        ("rnn", "nn.RNN(2, 3)(x)", True),
        ("lstm", "nn.LSTMCell(2, 3)(x)", False),
        ("lstm_cell", "nn.LSTMCell(2, 3)(x)", True),
        ("softmax", "F.log_softmax(x, 1)", False),
        ("multi_head_attention_forward", "nn.MultiheadAttention(4, 2)(x, x, x)", True),
        ("scaled_dot_product_attention", "F.scaled_dot_product_attention(x, x, x)", True),
        ("binary_cross_entropy", "F.binary_cross_entropy_with_logits(x, y)", False),
        ("binary_cross_entropy", "nn.BCELoss()(x, y)", True),
        ("batch_norm", "nn.SyncBatchNorm(3)(x)", True),
        ("dropout", "nn.AlphaDropout()(x)", True),
        ("nms", "torchvision.ops.nms(x, y, 0.5)", True),
        ("torchvision.ops", "torchvision.ops.box_iou(x, y)", True),
        ("torchvision.ops", "torchvision.transforms.v2.functional.hflip(x)", False),
        ("scipy.linalg.sqrtm", "scipy.linalg.sqrtm(x)", True),
    ],
)
def test_families(forbidden: str, code: str, found: bool) -> None:
    cell = f"import torchvision, scipy.linalg\ndef f(x, y):\n    return {code}"
    assert bool(uses(cell, name="f", forbidden=(forbidden,))) is found


def test_the_message_names_the_line() -> None:
    found = forbidden_uses(
        Notebook([IMPORTS, "def conv2d_naive(x, w):\n    y = 1\n    return F.conv2d(x, w)"]), [NAME], ("conv2d",)
    )
    assert message(found[NAME]) == "conv2d is what you are asked to write (line 3: return F.conv2d(x, w))"
    assert (found[NAME][0].cell, found[NAME][0].line) == (1, 3)


def test_each_name_for_itself() -> None:
    cell = "def a(x):\n    return F.conv2d(x, x)\ndef b(x):\n    return x\ndef c(x):\n    return a(x)"
    assert set(forbidden_uses(Notebook([IMPORTS, cell]), ["a", "b", "c"], ("conv2d",))) == {"a", "c"}


MACHINERY = {
    "torch.library": "lib = torch.library.Library('aten', 'IMPL')",
    "torch._C": "torch._C._pop_torch_function_stack()",
    "torch.overrides": "from torch.overrides import TorchFunctionMode",
    "sys.settrace": "import sys\nsys.settrace(None)",
    "gc": "def conv2d_naive(x, w):\n    import gc\n    return gc.get_objects()",
    "ctypes": "import ctypes",
    "inspect.currentframe": "import inspect\ndef conv2d_naive(x, w):\n    return inspect.currentframe().f_back",
    "__globals__": "def conv2d_naive(x, w):\n    return helper.__globals__['x']",
    "exec of a text": "def conv2d_naive(x, w):\n    exec(''.join(['F', '.conv2d']))",
    "computed name": "def conv2d_naive(x, w):\n    return getattr(F, NAMES[0])(x, w)",
    "computed import": "import importlib\nm = importlib.import_module(''.join('torch'))",
    "changes torch": "torch.nn.functional.unfold = lambda *a: 0",
    "no installed library": "import my_own_helper_file",
    "kit.student": "import kit.student.forbidden.guard",
    "was replaced": "def conv2d_naive(x, w):\n    return F.conv2d(x, w)\ndef conv2d_naive(x, w):\n    return x",
}


@pytest.mark.parametrize("what", MACHINERY)
def test_machinery_is_noted(what: str) -> None:
    notes = suspicious(Notebook([IMPORTS, MACHINERY[what]]), [([NAME], e11.forbidden)])
    assert notes, what
    assert any(what.split()[-1] in note for note in notes)
    assert notes[0].startswith("cell 1, line ")


def test_honest_code_is_not_noted() -> None:
    for way, cell in HONEST.items():
        if way != "draft that was replaced":
            assert suspicious(Notebook([IMPORTS, cell]), [([NAME], e11.forbidden)]) == [], way


TANGLED = {
    "doubling": "\n".join([*(f"a{i} = a{i + 1} or a{i + 1} or a{i + 1}" for i in range(40, 0, -1))])
    + "\ndef conv2d_naive(x):\n    return a1(x)",
    "doubling inside": "def conv2d_naive(x):\n"
    + "\n".join(f"    a{i} = a{i + 1} or a{i + 1} or a{i + 1}" for i in range(40))
    + "\n    return a0(x)",
    "deep": "def conv2d_naive(x):\n    return " + "-" * 900 + "x" + "+x" * 3000,
    "deep attributes": "def conv2d_naive(x):\n    return x" + ".a" * 3000,
}


@pytest.mark.parametrize("what", TANGLED)
def test_tangled_code_ends_and_is_noted(what: str) -> None:
    assert uses(TANGLED[what]) == []
    notes = suspicious(Notebook([IMPORTS, TANGLED[what]]), [([NAME], e11.forbidden)])
    # Python itself cannot compile what is deep: no answer comes from there.
    assert ("tangled" in "".join(notes)) is what.startswith("doubling")


def test_many_names_are_read_in_time() -> None:
    cell = "\n".join(f"a{i} = {i}" for i in range(20_000)) + "\n" + SHORTCUTS["plainly"]
    assert len(uses(cell)) == 1
