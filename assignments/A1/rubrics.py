"""Rubrics of the concept questions of A1: weighted key points, accepted synonyms, statements that cost."""

from __future__ import annotations

from autograder.oral import Anti, KeyPoint, Rubric


def _rubric(
    *key_points: tuple[float, str] | tuple[float, str, str], anti: dict[str, int] | None = None
) -> Rubric:
    """Synonyms are separated by semicolons; `anti` maps a wrong statement to the index of its key point."""
    return Rubric(
        tuple(
            KeyPoint(weight, text, tuple(s.strip() for word in more for s in word.split(";")))
            for weight, text, *more in key_points
        ),
        tuple(Anti(text, loses) for text, loses in (anti or {}).items()),
    )


_RUBRICS = {
    1: _rubric(
        (0.4, "it decides in which basin the walk ends", "which valley; which minimum"),
        (0.2, "near the global minimum: fast and right"),
        (0.2, "flat tail: slow, too few iterations", "hardly any slope; tiny gradient"),
        (0.2, "other side: local minimum; the undefined point fails", "nan at the hole"),
        anti={"a smaller rate would have found the global minimum from 4": 0},
    ),
    2: _rubric(
        (0.3, "a rate that is too high overshoots, oscillates, diverges", "jumps over the minimum; nan loss"),
        (0.2, "a rate that is too low is slow", "many steps; tiny steps"),
        (0.25, "try values on a log scale and look at the curve of the loss", "powers of ten; by factors"),
        (
            0.25,
            "iterate until the loss no longer falls; an iteration is one update, an epoch one pass",
            "until it is flat; until it stops changing",
        ),
        anti={
            "a low rate makes it stick in a local minimum": 1,
            "more iterations over-fit the one-dimensional function": 3,
        },
    ),
    3: _rubric(
        (0.4, "the function is undefined there: 0/0", "division by zero; a hole"),
        (0.3, "value and gradient are nan", "not a number"),
        (0.3, "every later x stays nan, nothing is found", "nan spreads; never leaves nan"),
        anti={"the gradient is 0": 1},
    ),
    4: _rubric(
        (0.25, "-4: too few iterations", "flat tail; small gradient, not there yet"),
        (0.25, "-1: the global minimum is near", "same basin; in its valley"),
        (0.25, "1: the local minimum is near", "other basin; other valley"),
        (0.25, "4: local minimum, slow because far and flat", "other basin, flat tail"),
        anti={"the derivative is nan, said of 1": 2, "the derivative is nan, said of 4": 3},
    ),
    5: _rubric(
        (0.5, "about half the steps are needed", "twice as fast; steps of double length"),
        (0.3, "-4 now arrives within 100 iterations", "the run from the left tail converges"),
        (
            0.2,
            "the basins are unchanged here",
            "same minima; 1 and 4 still end in the local one; 0 still fails",
        ),
        anti={"another minimum is found because of the rate": 2},
    ),
    6: _rubric(
        (0.3, "maximum or mean of a window, in every channel for itself", "sub-sampling"),
        (0.2, "the default stride is the window", "windows touch and do not overlap"),
        (0.3, "smaller maps, fewer computations, tolerance to small shifts", "larger receptive field later"),
        (0.2, "no parameters", "nothing to learn"),
        anti={"it learns features": 3},
    ),
    7: _rubric(
        (0.25, "the size is unchanged", "same height and width; 'same' padding"),
        (0.25, "590,080 parameters", "256*256*9 + 256"),
        (0.25, "inplace saves memory by overwriting its input", "no new tensor for the result"),
        (0.25, "99.26 -> 99.28 is within noise", "two images; no visible effect"),
        anti={"the gain proves that the layer helps": 3},
    ),
    8: _rubric(
        (
            0.4,
            "more variety with the same label, less over-fitting",
            "better generalisation; more data for free",
        ),
        (
            0.3,
            "three that are valid for digits",
            "rotation; shift; scale; shear; perspective; elastic; erasing; noise; contrast",
        ),
        (0.3, "only the training part", "not validation and test"),
        anti={"mirror images for digits": 1},
    ),
    9: _rubric(
        (0.6, "cells share the kernel's state", "hidden state; variables of earlier runs"),
        (
            0.4,
            "old objects, parameters and the optimiser stay alive",
            "stale variables; trained weights remain",
        ),
        anti={"the file is not saved": 0},
    ),
    10: _rubric(
        (
            0.4,
            "ys is a vector; backward needs the vector of a vector-Jacobian product",
            "upstream gradient; seed of the backward pass; no implicit gradient for non-scalars",
        ),
        (0.3, "ones give the gradient of the sum", "same as ys.sum().backward()"),
        (0.3, "f is elementwise, so each x gets its own derivative", "diagonal Jacobian"),
        anti={"it is a normalisation": 0},
    ),
    11: _rubric(
        (
            0.5,
            "it registers parameters and submodules",
            "keeps the parameter list for the optimiser; parameters()",
        ),
        (0.25, "`.to`, train and eval act on everything inside", "moves to the device; switches the mode"),
        (0.25, "`state_dict` for saving and loading", "checkpoints"),
        anti={"without it there are no gradients": 0},
    ),
    12: _rubric(
        (0.6, "`nn.MSELoss`", "mean squared error; L2 loss"),
        (0.4, "the mean of the squared differences", "average of (prediction - target)^2"),
        anti={"cross-entropy": 0},
    ),
    13: _rubric(
        (0.6, "HOG features of the digits", "histograms of oriented gradients"),
        (
            0.4,
            "histograms of gradient directions weighted by magnitude, per cell",
            "edge-direction histograms",
        ),
        anti={"raw pixels": 0},
    ),
    14: _rubric(
        (
            0.3,
            "it depends on capacity and amount of data; watch the gap to validation",
            "no if train and validation agree",
        ),
        (
            0.7,
            "four, a quarter each: L1, L2, dropout, early stopping, more data, augmentation, a smaller net",
            "weight decay; batch normalisation; label smoothing; ensembles; learning-rate schedule",
        ),
        anti={"dropout also at test time": 1, "more epochs": 1},
    ),
    15: _rubric(
        (0.7, "yes: kernels and biases are learned", "weights; filters"),
        (0.3, "pooling has none", "nothing to learn there"),
        anti={"kernels are fixed filters": 0},
    ),
    16: _rubric(
        (0.5, "gradients are added to the old ones", "accumulate; summed up"),
        (0.3, "the effective step grows and its direction is stale", "like momentum without decay"),
        (0.2, "it may still converge", "on simple problems it can reach the minimum"),
        anti={"there is an error": 0},
    ),
    17: _rubric(
        (0.25, "local connections", "sparse connections; sees a neighbourhood"),
        (0.25, "shared weights", "weight tying; same kernel everywhere"),
        (0.25, "translation equivariance", "shifted input, shifted map; keeps the image layout"),
        (0.25, "fewer parameters; pooling shrinks the maps, linear layers follow", "smaller model"),
    ),
    18: _rubric(
        (0.6, "choosing by it over-fits to it", "leakage by selection; optimistic estimate"),
        (0.4, "use a validation part", "cross-validation; split of the training data"),
        anti={"because it is small": 0},
    ),
    19: _rubric(
        (0.5, "otherwise there is leakage", "information from the test set; not known at prediction time"),
        (
            0.5,
            "both parts must go through the same map",
            "same transformation; otherwise inputs mean other things",
        ),
        anti={"the test set needs its own mean": 1},
    ),
    20: _rubric(
        (
            0.5,
            "pixel distance is not semantic (shift, tint, occlusion)",
            "has no meaning; not robust to the seven difficulties",
        ),
        (0.3, "no training, but slow test and much memory", "keeps all data; compares with every image"),
        (0.2, "high dimension", "needs exponentially many samples; curse of dimensionality"),
    ),
    21: _rubric(
        (0.35, "sparse connections", "local; small kernels"),
        (0.35, "shared weights", "weight tying; same kernel everywhere"),
        (
            0.3,
            "equivariance: the output shifts along; invariance only with pooling",
            "moves by the same amount",
        ),
        anti={"convolution alone is translation invariant": 2},
    ),
    22: _rubric(
        (0.4, "softmax is applied twice", "the loss expects logits; contains log-softmax"),
        (
            0.3,
            "inputs of the loss are confined to [0, 1], it cannot fall below 1.461 for 10 classes",
            "the loss has a floor",
        ),
        (0.3, "small gradients; the accuracy can look fine", "slow training; same argmax"),
        anti={"it raises an error": 0},
    ),
    23: _rubric(
        (0.35, "batch statistics in training", "mean and variance of the batch"),
        (0.35, "running statistics in test", "moving average"),
        (0.3, "one sample has no variance", "output would be beta only; torch raises an error"),
    ),
    24: _rubric(
        (0.4, "training: divide by the keep probability", "kept share; 1/(1-p)"),
        (0.3, "test: nothing", "identity"),
        (0.3, "the expectation is equal", "same mean; same scale"),
        anti={"divide by the dropped share": 0},
    ),
    25: _rubric(
        (0.3, "numerical: slow and approximate", "finite differences; two calls for each parameter"),
        (0.3, "analytic: fast, but easy to get wrong", "derivation by hand; chain rule"),
        (0.2, "check with central differences", "relative error; gradient check"),
        (0.2, "fails at kinks", "not differentiable there; ReLU at 0; hinge"),
        anti={"the numerical one is the exact one": 0},
    ),
    26: _rubric(
        (0.2, "SGD: none", "only the rate"),
        (0.3, "momentum: the velocity", "running sum of gradients"),
        (0.3, "Adam: first and second moment", "running averages of gradient and squared gradient"),
        (0.2, "correction, because the moments start at 0", "unbiased; divides by 1 - beta^t"),
        anti={"Adam stores all earlier gradients": 2},
    ),
    27: _rubric(
        (0.3, "0: identical units or zero gradient", "symmetry is not broken"),
        (0.3, "0.01: activations die out", "vanishing"),
        (0.2, "1.0: saturation or explosion", "exploding"),
        (0.2, "He: sqrt(2/fan_in) for ReLU", "Kaiming"),
    ),
    28: _rubric(
        (0.4, "eval switches dropout and batch normalisation", "layers with two modes"),
        (0.4, "no_grad stops building the graph", "saves memory; no gradients recorded"),
        (0.2, "independent of each other", "neither includes the other"),
        anti={"eval turns gradients off": 0, "no_grad switches dropout off": 1},
    ),
    29: _rubric(
        (0.5, "normalised along axis 0: rows of the batch mix", "normalised over samples instead of classes"),
        (
            0.3,
            "the result of a sample depends on its batch",
            "other neighbours, other result; rows do not sum to 1",
        ),
        (0.2, "the loss still falls", "training still makes progress"),
    ),
    30: _rubric(
        (
            0.5,
            "no eval(): dropout and batch statistics are active",
            "results are random; depend on the batch",
        ),
        (0.3, "the running statistics change", "test data leak into the buffers"),
        (0.2, "no no_grad(): memory for graphs", "slower; keeps activations"),
        anti={"the accuracy formula is wrong": 0},
    ),
    31: _rubric(
        (0.4, "it is two images of 10,000", "within random variation; standard error about 0.09 %"),
        (0.3, "there is a spread over seeds", "one run each; another start gives another value"),
        (0.3, "repeat and compare", "several seeds; mean and deviation"),
        anti={"0.02 is significant because the test set is large": 0},
    ),
    32: _rubric(
        (0.4, "the samples handled in one update, the first axis", "mini-batch"),
        (0.3, "the gradient is averaged over them", "mean of the losses"),
        (0.3, "batch normalisation takes its statistics from it", "mean and variance of the batch"),
        anti={"the number of epochs": 0},
    ),
}
RUBRICS = {f"A1-Q-C{i}": rubric for i, rubric in _RUBRICS.items()}
