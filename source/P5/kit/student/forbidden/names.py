"""What a forbidden name stands for.

Names are compared in one spelling, lower case without underscores, and without what says which backend
computes: ``nn.LazyConv2d``, ``aten::_slow_conv2d_forward`` and ``F.conv2d`` are all ``conv2d``. A digit before
a final ``d`` means any number of dimensions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_HOW = "native|slow|thnn|cudnn|mkldnn|nnpack|quantized|fused|lazy|sync|special"
_BEFORE = rf"(?:{_HOW}|functional)*"
_AFTER = r"(?:loss)?(?:\dd)?(?:nd|withindices|forward|relu)?"


class UnknownNameError(ValueError):
    """A forbidden name that means nothing: a slip of the author."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"nothing in torch is called {name!r}: see kit/student/forbidden/names.py")


@dataclass(frozen=True)
class Family:
    """What else computes the same.

    Parameters
    ----------
    members
        Which names this is about, in one spelling: a pattern.
    also
        Further operators and classes, in one spelling: a pattern.
    functions
        Python functions with no operator of their own.
    libraries
        The same in other libraries; only the parsed answer is searched for them.
    transposed
        Operators that do both are meant when their argument ``transposed`` is set.
    """

    members: str
    also: str = ""
    functions: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    transposed: tuple[str, ...] = ()


_ATTENTION = r"(?:efficient|flash)attentionforward(?:nodropoutinplace)?|cudnnattentionforward(?:nodropoutinplace)?"
_CONVOLVE = (
    *("numpy.convolve", "numpy.correlate", "cv2.filter2D", "cv2.sepFilter2D", "PIL.ImageFilter.Kernel"),
    *("scipy.signal.convolve", "scipy.signal.convolve2d", "scipy.signal.fftconvolve", "scipy.signal.oaconvolve"),
    *("scipy.signal.correlate", "scipy.signal.correlate2d", "scipy.signal.sepfir2d"),
    *(f"scipy.ndimage.{name}{one}" for name in ("convolve", "correlate") for one in ("", "1d")),
)

FAMILIES = (
    Family(
        r"conv(?:\\dd)?|convolution|convtbc",
        r"conv\dd(?:run|input|weight)?|convtbc|slowconvdilated\dd|convdepthwise\dd|deformconv\dd|spatialconvolution"
        r"|convolution(?:mode|overrideable|backward|addrelu|pointwise)?",
        libraries=_CONVOLVE,
    ),
    Family(
        r"convtranspose(?:\\dd)?",
        r"convolutiontranspose(?:pointwise)?",
        transposed=("convolution", "_convolution", "convolution_overrideable"),
    ),
    Family(r"maxpool(?:\\dd)?", libraries=("scipy.ndimage.maximum_filter", "PIL.ImageFilter.MaxFilter", "cv2.dilate")),
    Family(r"\w*dropout(?:\\dd)?", r"(?:alpha|feature|featurealpha)?dropout"),
    Family("batchnorm", r"batchnorm(?!backward)\w*(?<!backward)"),
    Family("softmax", r"softmax\dd|(?:safe|masked|sparse)softmax", libraries=("scipy.special.softmax",)),
    Family("logsoftmax", "sparselogsoftmax", libraries=("scipy.special.log_softmax",)),
    Family("crossentropy", "linearcrossentropy", libraries=("sklearn.metrics.log_loss",)),
    Family("binarycrossentropy", "bceloss"),
    Family("binarycrossentropywithlogits", "bcewithlogitsloss"),
    Family("kldiv", libraries=("scipy.special.kl_div", "scipy.special.rel_entr", "scipy.stats.entropy")),
    Family(r"cdist|pdist", "euclideandist", libraries=("scipy.spatial.distance", "sklearn.metrics.pairwise")),
    Family("scaleddotproductattention", rf"scaleddotproduct\w*attention\w*(?<!backward)|{_ATTENTION}"),
    Family(
        "multiheadattentionforward",
        r"multiheadattention|transformer(?:encoder|decoder)layer\w*",
        functions=("torch.nn.functional.multi_head_attention_forward", "torch.nn.MultiheadAttention.forward"),
    ),
    Family("lstm", "cudnnrnn|mkldnnrnnlayer|lstmmps"),
    Family("gru", "cudnnrnn|mkldnnrnnlayer"),
    Family("rnn", "rnn(?:tanh|relu)|cudnnrnn|mkldnnrnnlayer"),
    Family("lstmcell", "lstmcell"),
    Family("rnncell", "rnn(?:tanh|relu)cell"),
)


@cache
def one_spelling(name: str) -> str:
    """Lower case, no underscores."""
    return name.replace("_", "").lower()


@cache
def family(name: str) -> Family:
    """What a name without a module stands for; most stand for themselves."""
    stem = re.sub(r"[123]d(?![a-z])", r"\\dd", _without_how(name))
    stem = stem.removesuffix("withindices")
    found = next((one for one in FAMILIES if re.fullmatch(one.members, stem)), Family(""))
    own = stem if not found.also else f"{stem}|{found.also}"
    return Family(own, own, found.functions, found.libraries, found.transposed)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """What the forbidden `name` stands for, in one spelling."""
    return re.compile(rf"{_BEFORE}(?:{family(name).also}){_AFTER}")


def means(name: str, component: str) -> bool:
    """Whether `component` (of an operator, a class, a function) is what the forbidden `name` stands for."""
    return bool(pattern(name).fullmatch(one_spelling(component)))


def in_other_versions(name: str) -> bool:
    """Whether a name that this torch does not have is one that the table knows."""
    return any(re.fullmatch(one.also, one_spelling(name)) for one in FAMILIES if one.also)


def _without_how(name: str) -> str:
    return re.sub(rf"^(?:{_HOW})+", "", one_spelling(name))
