"""Rubrics of the concept questions of P3: weighted key points, accepted synonyms, statements that cost."""

from __future__ import annotations

from autograder.oral import Anti, KeyPoint, Rubric


def _rubric(*key_points: tuple[float, str] | tuple[float, str, str], anti: dict[str, int] | None = None) -> Rubric:
    """Synonyms are separated by semicolons; `anti` maps a wrong statement to the index of its key point."""
    return Rubric(
        tuple(
            KeyPoint(weight, text, tuple(s.strip() for word in more for s in word.split(";")))
            for weight, text, *more in key_points
        ),
        tuple(Anti(text, loses) for text, loses in (anti or {}).items()),
    )


_THIRD = 1 / 3
_OF_ALL = {
    1: _rubric(
        (
            _THIRD,
            "axis 0 is the batch, axis 1 the sequence; its element 0 is CLS",
            "class token; summary token; the token that was put in front",
        ),
        (
            _THIRD,
            "CLS has gathered information from all patches by attention, and one vector is needed for one prediction",
            "it looks at every patch; one label per image, not one per patch",
        ),
        (
            _THIRD,
            "norm and head follow; CLS is a learned query, which takes the place of an average",
            "learned pooling; could also be the mean of all tokens",
        ),
        anti={"it is the first patch": 0, "it is the first image of the batch": 0},
    ),
    2: _rubric(
        (
            _THIRD,
            "a short path for the gradient: a sum in place of a product",
            "the gradient passes unchanged; against vanishing gradients; identity path",
        ),
        (
            _THIRD,
            "the token's own features reach the pooling beside the recurrent output",
            "the block starts near a linear map or the identity; the net only learns a correction",
        ),
        (
            _THIRD,
            "own numbers, also where there is no gain, with the number of runs",
            "a difference below the spread of the seeds is no result; no gain seen in one run",
        ),
        anti={"it always raises accuracy (by 18 %)": 2, "a number that is not in the student's table": 2},
    ),
    3: _rubric(
        (_THIRD, "detaching keeps the value of the state and cuts the graph", "the numbers go on, the gradient stops"),
        (
            _THIRD,
            "resetting loses the memory of earlier chunks",
            "zeros; the net forgets what it has read; the loss differs from that of the uncut sequence",
        ),
        (
            _THIRD,
            "the gradient reaches back at most one chunk, so memory and time are limited",
            "the last k steps only; longer dependencies are used but not learned",
        ),
        anti={"detach deletes the state": 0, "both give the same loss": 1},
    ),
    4: _rubric(
        (
            _THIRD,
            "a fixed rearrangement: all pixel values are kept, locality inside a token is lost",
            "a permutation of the pixels, the same for every image; a token mixes pixels of far places",
        ),
        (
            _THIRD,
            "the model can learn from it; training accuracy may even be higher",
            "the first layer is linear in all numbers of a token; accuracy does not tell",
        ),
        (
            _THIRD,
            "a test with an image whose values encode their position, or a picture of the patches",
            "coordinate image; compare with slices; look at the tokens as images",
        ),
        anti={"view is wrong because the shape is wrong": 0, "the round trip finds it": 2},
    ),
    5: _rubric(
        (
            _THIRD,
            "attention is permutation equivariant, so CLS sees a bag of patches; still above chance",
            "the order of the patches does not matter; shuffled patches give the same logits",
        ),
        (
            _THIRD,
            "both are one table that is added; the cost hardly differs",
            "one addition either way; a lookup",
        ),
        (
            _THIRD,
            "a learned table has N times D parameters and fits one length, the formula extends to others",
            "trained with the model; must be interpolated for other image sizes; sines and cosines have no parameters",
        ),
        anti={
            "learned ones need much more computation": 1,
            "the transformer reads from left to right anyway": 0,
            "without positions it only guesses": 0,
        },
    ),
}
_ORAL = {
    1: _rubric(
        (0.4, "many-to-many with an encoder and a decoder", "sequence to sequence; read all, then write"),
        (0.2, "the two lengths may differ", "other number of words"),
        (
            0.4,
            "many-to-one, one-to-many, aligned many-to-many",
            "classify a sentence; caption an image; a label for every step",
        ),
        anti={"translation is one-to-one, word by word": 0},
    ),
    2: _rubric(
        (0.6, "one set of weights, used at every step", "shared weights; one cell per layer and direction"),
        (0.4, "the state is passed on", "the hidden state carries the history"),
        anti={"every step has a new cell with weights of its own": 0},
    ),
    3: _rubric(
        (0.6, "context from both sides", "later words matter as well; what follows is seen, too"),
        (0.4, "not where the future is unknown: step-by-step generation", "language model; online use"),
        anti={"it is faster": 0},
    ),
    4: _rubric(
        (0.5, "bounded, so that the state stays in range", "between -1 and 1; does not blow up"),
        (0.25, "centred at 0", "both signs; zero mean"),
        (0.25, "with ReLU the state can grow from step to step", "unbounded activation; explodes"),
        anti={"because probabilities are needed": 0},
    ),
    5: _rubric(
        (
            0.2,
            "a gate is a sigmoid of an affine map of previous state and input, and multiplies elementwise",
            "between 0 and 1; a soft switch",
        ),
        (0.25, "forget, input and output gate", "keep the cell, let the candidate in, show the cell"),
        (
            0.3,
            "the cell is updated by a sum, its gradient is multiplied by the forget gate only",
            "additive path; memory; gradient times f",
        ),
        (
            0.25,
            "in a plain RNN each step multiplies by the transposed recurrent matrix and the slope of tanh: largest "
            "singular value below 1 vanishes, above 1 can explode",
            "repeated matrix product",
        ),
        anti={
            "the inverse matrix": 3,
            "eigenvalues, without a word on singular values: half of the point": 3,
            "the gates are 0 or 1": 0,
        },
    ),
    6: _rubric(
        (0.3, "two gates, reset and update", "r and z"),
        (0.2, "no cell state", "only h"),
        (0.2, "three quarters of the parameters", "3 blocks in place of 4; cheaper"),
        (0.15, "the flag puts the batch first in the layout, nothing else", "(B, T, D) instead of (T, B, D)"),
        (0.15, "cells: layers times directions", "layers are stacked, each reads the outputs of the one below"),
        anti={"a GRU has no gates": 0},
    ),
    7: _rubric(
        (0.3, "larger batch, hidden size, embedding, more layers", "more capacity; wider"),
        (0.35, "all outputs in place of the last one", "mean pooling; attention pooling"),
        (0.35, "residual connection, normalisation, schedule", "layer norm; warm-up and cosine; augmentation"),
        anti={"only: train longer": 0},
    ),
    8: _rubric(
        (0.4, "16 times 16 = 256 tokens", "(32/2) squared"),
        (0.4, "12 numbers each: 3 channels times 2 times 2", "C P P"),
        (0.2, "the patch is 2 x 2 pixels, the grid 16 x 16 patches", "patch against grid"),
        anti={"patches of 16 x 16 pixels and 256 tokens": 2},
    ),
    9: _rubric(
        (
            0.5,
            "the backward half at the last step has seen one element only",
            "it starts there; it reads from the end",
        ),
        (0.5, "h_n, or the backward half at step 0", "out[:, 0, H:]; final states of both directions"),
        anti={"it is the summary of both directions": 0},
    ),
    10: _rubric(
        (
            0.5,
            "attention is equivariant: other order of tokens, same outputs in that order",
            "blind to order; a set; permutation",
        ),
        (0.5, "all tokens at once, no recurrence", "no step waits for the one before; matrix products"),
        anti={"the order is in the batch": 0},
    ),
    11: _rubric(
        (0.4, "how much a key's value counts in a query's output", "influence of one position on another"),
        (0.3, "N x N of them, normalised in each row", "non-negative, a row sums to one; one map a head"),
        (0.3, "every patch sees every patch, from the first layer on", "global receptive field"),
        anti={"the importance of a feature": 0},
    ),
    12: _rubric(
        (0.4, "one addition either way", "same cost; hardly any computation"),
        (0.3, "the learned one has N times D parameters", "a Parameter; the other is a buffer"),
        (0.3, "the sinusoids extend to other lengths, a learned table does not", "interpolation is needed"),
        anti={"learned ones need much more computation": 0},
    ),
    13: _rubric(
        (0.4, "the variance of a dot product grows like d", "sum of d terms; standard deviation sqrt(d)"),
        (0.3, "else the softmax saturates and gradients get small", "one-hot; nearly a maximum"),
        (0.3, "the size of a head", "D / h; length of a query"),
        anti={"the full width": 2, "to make it sum to one": 1},
    ),
    14: _rubric(
        (
            0.4,
            "norm inside the branch, before attention or MLP, against norm after the sum",
            "x + f(norm(x)) against norm(x + f(x))",
        ),
        (0.3, "with the first the identity path stays free", "nothing on the residual stream; final norm needed"),
        (0.3, "it trains more easily, also without warm-up", "stabler gradients in deep nets"),
        anti={"there is no difference in the formula": 0},
    ),
    15: _rubric(
        (0.4, "the number of parameters stays", "same projections"),
        (0.3, "each head gets smaller", "D / h; fewer numbers a query"),
        (0.3, "different subspaces, several patterns at once", "one map a head"),
        anti={"h times the parameters": 0},
    ),
    16: _rubric(
        (0.5, "f(ax + by) = a f(x) + b f(y)", "additive and homogeneous; superposition"),
        (0.25, "Linear and convolution without bias, product with a fixed matrix", "mean pooling; patchify"),
        (
            0.25,
            "not softmax, ReLU, attention",
            "max pooling; normalisation; with a bias it is affine; if equivariance to shifts was meant: convolution",
        ),
        anti={"everything without ReLU": 2},
    ),
    17: _rubric(
        (0.4, "rows actual, columns predicted", "entry i, j: class i called j"),
        (0.3, "right ones on the diagonal", "entry i, i"),
        (0.3, "a row sums to the samples of its class", "row sum is the class count; column sum: how often predicted"),
        anti={"the axes are named without saying which is which": 0},
    ),
    18: _rubric(
        (0.5, "each row, over the keys", "last axis; for every query"),
        (0.5, "batch matrix product of weights and values", "bmm; weighted sum of the values"),
        anti={"the columns": 0, "an elementwise product": 1},
    ),
    19: _rubric(
        (0.4, "the joint norm of all gradients keeps the direction", "one common factor"),
        (0.3, "cutting single values changes the direction", "each entry for itself"),
        (0.3, "between backward and step", "after the gradients are there, before they are used"),
        anti={"after the step": 2},
    ),
    20: _rubric(
        (0.4, "exploding: clipping", "limit the norm; smaller rate"),
        (0.6, "vanishing: gates, residuals, normalisation, initial values", "LSTM; orthogonal recurrent matrix"),
        anti={"one cure for both": 1},
    ),
    21: _rubric(
        (0.4, "a learned query against a plain mean", "CLS decides what to look at"),
        (0.4, "both are valid", "similar accuracy; a matter of design"),
        (0.2, "this task asks for CLS", "the contract; weights are loaded for it"),
        anti={"the mean is wrong": 1},
    ),
    22: _rubric(
        (0.4, "statistics per token, over its features", "each position for itself"),
        (0.4, "no dependence on batch or length", "works for batch 1 and for padded sequences"),
        (0.2, "the same in training and evaluation", "no running statistics"),
        anti={"it gives mean 1, variance 0": 0},
    ),
    23: _rubric(
        (0.5, "it sees a bag of patches", "which patches there are, not where; colours and textures"),
        (0.3, "what CLS reads is permutation invariant", "shuffled patches, same logits"),
        (0.2, "better than chance", "well above one in ten"),
        anti={"random guessing": 2},
    ),
    24: _rubric(
        (0.4, "fewer inductive biases", "fewer assumptions for unseen inputs; less prior knowledge"),
        (0.3, "locality and equivariance to shifts are not built in", "weights are not shared over places"),
        (0.3, "pretraining or augmentation helps", "large data sets; distillation; hybrid with a CNN"),
        anti={"because it has more layers": 0},
    ),
    25: _rubric(
        (0.3, "no", "accuracy proves nothing about single lines"),
        (
            0.4,
            "an example of a wrong line that trains as well",
            "missing reset gate; merged heads in the wrong order; patches by plain view; post-norm",
        ),
        (0.3, "tests of values and properties", "compare with torch; equivariance; hand-sized numbers"),
        anti={"yes, if the loss is the same": 0},
    ),
    26: _rubric(
        (0.4, "a large rate at the start makes the training diverge", "unstable first steps"),
        (0.3, "early gradients and moment estimates are unreliable", "Adam's averages have seen few steps"),
        (0.3, "the rate rises linearly", "from small to the base rate"),
        anti={"to warm up the GPU": 0},
    ),
    27: _rubric(
        (0.35, "the first: per feature over the batch", "per channel, over samples and places"),
        (0.35, "the second: per token over its features", "per sample; independent of the batch"),
        (0.3, "mean 0 and variance 1, then scale and shift", "learned weight and bias"),
        anti={"reversed": 0, "mean 1, variance 0": 2},
    ),
    28: _rubric(
        (0.6, "for every sample the product of N x D with D x M", "B matrix products, each for itself"),
        (0.4, "the result is (B, N, M)", "batch stays; inner size disappears"),
        anti={"it sums over the batch": 0},
    ),
}
RUBRICS = {
    f"P3-Q-{letter}{i}": rubric for letter, rubrics in (("C", _OF_ALL), ("O", _ORAL)) for i, rubric in rubrics.items()
}
