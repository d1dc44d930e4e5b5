"""Rubrics of the concept questions of P5: three key points of equal weight, accepted synonyms, statements that cost."""

from __future__ import annotations

from autograder.oral import Anti, KeyPoint, Rubric


def _rubric(*key_points: tuple[str, str], anti: dict[str, int]) -> Rubric:
    """Synonyms are separated by semicolons; `anti` maps a wrong statement to the index of its key point."""
    return Rubric(
        tuple(KeyPoint(1 / 3, text, tuple(s.strip() for s in more.split(";"))) for text, more in key_points),
        tuple(Anti(text, loses) for text, loses in anti.items()),
    )


_POINTNET = {
    1: _rubric(
        ("predicts a k x k matrix from the cloud", "a small PointNet of its own; regression of a transform"),
        (
            "points or features are multiplied by it, an alignment to a canonical pose",
            "learned rotation; spatial transformer",
        ),
        (
            "identity at the start, kept near orthogonal by a penalty",
            "regulariser on A A^T - I; it begins by changing nothing",
        ),
        anti={"moves single points differently": 1},
    ),
    2: _rubric(
        (
            "same function for every point, so any N works and order does not matter",
            "weight sharing; each point alone; few weights",
        ),
        (
            "kernel-1 convolution = linear map on the channel axis at each position: features are channels, points are "
            "positions",
            "1x1 convolution; pointwise",
        ),
        (
            "the global feature is one vector per cloud (B, C), so Linear",
            "nothing is left to share over; no axis of points after pooling",
        ),
        anti={"points are the channels": 1, "kernel 1 looks at neighbours": 1},
    ),
    3: _rubric(
        (
            "for each feature the maximum over all points",
            "global max; the most informative features of the cloud",
        ),
        ("insensitive to order and fixed length for any N", "symmetric function; permutation invariant"),
        ("only the critical points matter; no parameters", "nothing to learn; most points could be left out"),
        anti={"takes the best feature of each point": 0, "learns weights": 2},
    ),
    4: _rubric(
        ("keep the local features of each point", "output of an early shared layer; before the pooling"),
        ("repeat the global feature and join it to each point", "concatenate; append_global_feature; expand over N"),
        (
            "shared MLP, a label and a loss per point",
            "part labels; logits (B, K, N); mean of cross entropies of points",
        ),
        anti={"one label per cloud": 2},
    ),
    5: _rubric(
        ("subtracting the mean cancels it", "a constant per channel drops out"),
        ("the norm's offset does its work", "beta; shift"),
        (
            "fewer parameters; keeping it is harmless but useless (zero gradient)",
            "a dead parameter; the outputs are the same",
        ),
        anti={"the bias destroys the normalisation": 2, "removing it raises accuracy by itself": 2},
    ),
    6: _rubric(
        ("maximum, sum and mean are invariant", "symmetric functions"),
        ("plain flattening is not", "another order gives another vector; it needs a fixed N, too"),
        (
            "the sorted one is, but it is discontinuous, needs a fixed N and does worse",
            "it jumps where two values swap; .627 against .897 in one trial on six shapes",
        ),
        anti={"every network becomes invariant by shuffled training data": 1},
    ),
    7: _rubric(
        ("it can own many features", "it wins the maximum of many channels; becomes critical"),
        (
            "the rest of the cloud loses them, and normalisation shrinks the shape",
            "the largest distance is that of the outlier; the mean is less sensitive but blurs",
        ),
        ("remedies: outlier removal, augmentation, dropping points", "filtering; training with such points; clipping"),
        anti={"the maximum ignores outliers": 0},
    ),
    8: _rubric(
        ("64 x 64 is large and hard to optimise", "4096 numbers; many more than 3 x 3"),
        (
            "near orthogonal keeps information (lengths, no collapse)",
            "near-rotation; invertible; angles are kept",
        ),
        (
            "penalty on A A^T - I with a small factor in the loss",
            "squared Frobenius norm; 0.001 times orthogonality_loss",
        ),
        anti={"to make the weights small": 1},
    ),
}
_TRAINING = {
    9: _rubric(
        (
            "voxels: regular grid; indexing, queries, 3-D convolution and volume operations are easy",
            "dense against sparse; structure; neighbours by index",
        ),
        ("cost: cubic memory and computation, resolution lost", "n^3; most cells are empty; fine detail goes"),
        (
            "clouds: sparse, exact, flexible, little memory, but unordered and without regular neighbours",
            "fine detail is kept; recognition, registration, reconstruction, robotics",
        ),
        anti={"clouds need more memory": 2},
    ),
    10: _rubric(
        ("large steps first, finer convergence later", "decay; annealing"),
        ("every 20 epochs times 0.5", "halved; gamma 0.5, step 20"),
        (
            "in the epoch loop, after the optimiser's steps; in the iteration loop 20 would mean iterations",
            "once per epoch; the rate would be gone after a few epochs",
        ),
        anti={"it makes the model robust to changes of the data": 0},
    ),
    11: _rubric(
        ("macro: plain mean over classes", "every class counts the same; classes without samples are left out"),
        ("weighted: by the number of true samples, equals accuracy", "class frequency; support"),
        (
            "they differ on unbalanced data; macro shows weak rare classes",
            "equal where all classes have equally many samples",
        ),
        anti={"the two always agree": 2},
    ),
    12: _rubric(
        (
            "new variants, better generalisation to size and place",
            "augmentation; more diversity; less over-fitting",
        ),
        ("scale [2/3, 3/2], shift [-.2, .2], per axis", "uniform; one draw for each axis"),
        (
            "the same for all points of a cloud, else the shape is lost; only in training",
            "one scale and shift per cloud; not for validation and test",
        ),
        anti={"also at test time": 2},
    ),
    13: _rubric(
        ("nothing may rely on the order of storage", "permutation invariance; the order carries no information"),
        ("with sub-sampling another subset each time", "the first n points differ from read to read"),
        (
            "PointNet itself is exactly invariant, so shuffling alone changes nothing",
            "the maximum is symmetric; the logits stay the same",
        ),
        anti={"teaches invariance to rotation or position": 0},
    ),
    14: _rubric(
        ("zero / small fixed slope / learned slope for negatives", "max(0, x); 0.2 x; a x with learned a"),
        ("dying ReLU units: zero gradient, no recovery", "dead neurons; not zero-centred"),
        (
            "begin with ReLU, then try leaky; differences are small in practice",
            "cheap first choice; the leaky ones come second",
        ),
        anti={"ReLU saturates for positive inputs": 1},
    ),
    15: _rubric(
        ("fixed against learned slope", "hyper-parameter against parameter; the first has none to learn"),
        ("one per layer or one per channel", "1 or C numbers"),
        ("no weight decay on it, start about 0.25", "weight decay would pull it to ReLU"),
        anti={"one slope per sample": 1},
    ),
    16: _rubric(
        ("dropout only in the head, not in each layer", "fully connected layers; before the last linear map"),
        ("one activation per layer, none after the last", "logits are unbounded; two in a row do nothing new"),
        (
            "active only in training, rescaled; batch norm already regularises",
            "inverted dropout; divided by the kept fraction",
        ),
        anti={"dropout after every convolution is needed": 0},
    ),
    17: _rubric(
        ("large, redundant models adapt around an error", 'over-capacity; "that is deep learning" with a reason'),
        (
            "an example with numbers from the table of wrong solutions",
            "x_j in place of the difference; mean pooling; a graph built once",
        ),
        (
            "so values, gradients and invariances must be tested, not accuracy",
            "value checks; a test of each part; every line is read",
        ),
        anti={"then the error does not matter": 2},
    ),
    18: _rubric(
        ("equal budget makes models comparable", "fair comparison; nobody gains by tuning or training longer"),
        ("no schedule effect within it (the first step would come at 20)", "the halving is never reached"),
        (
            "results are below the best possible and must be reported as such",
            "not converged; not to be compared with published figures",
        ),
        anti={"10 epochs are always enough": 2},
    ),
}
_GRAPHS = {
    19: _rubric(
        ("neighbours of each point", "k nearest; a local graph"),
        (
            "asymmetric edge function of x_i (global) and x_j - x_i (local) through a shared MLP",
            "EdgeConv; the same weights on each edge",
        ),
        (
            "maximum over neighbours, repeated, so that distant points come in",
            "aggregate; graph convolution; the reach grows with each layer",
        ),
        anti={"sums all points of the cloud": 2},
    ),
    20: _rubric(
        ("k smallest distances, the same number for all", "L2 distance; table of distances and topk"),
        ("after the first layer in feature space", "each layer from its own input; dynamic"),
        ("radius: variable number, depends on density, mask or cap needed", "ball query"),
        anti={"the radius gives the same number for all points": 2},
    ),
    21: _rubric(
        ("local shape, independent of position", "relative coordinates; unchanged by translation"),
        ("x_i keeps the global position", "where the piece lies; place in the cloud"),
        (
            "the published slip without the difference cost little accuracy, so only a value test finds it",
            "a linear map of both could still learn it; translation test",
        ),
        anti={"because of memory": 0},
    ),
    22: _rubric(
        ("neighbours recomputed per layer from features", "a new graph from each layer's input; otherwise coordinates"),
        ("groups points that are alike though far apart, non-local", "semantic neighbours; both wings of a plane"),
        (
            "cost of a distance table per layer; no gradient through the choice",
            "N^2 for each layer; indices are constants",
        ),
        anti={"the graph changes only between epochs": 0},
    ),
    23: _rubric(
        ("cause: flattened gather without batch offset", "b * N is not added; indices into (B N) as if B were 1"),
        ("test: a cloud alone against the same cloud in a batch", "any batch-independence test; swap the other clouds"),
        (
            "accuracy and permutation tests do not show it clearly",
            "a batch of one is right; it still trains",
        ),
        anti={"a lower accuracy would show it": 2},
    ),
}
_CLIP = {
    24: _rubric(
        ("no class labels", "no fixed list of categories; nobody annotated classes"),
        (
            "but image-text pairs from the web are the supervision, contrastive",
            "weak supervision; natural-language supervision",
        ),
        (
            "new classes by text, zero-shot = no training on the target set",
            "a sentence makes a classifier; not bound to categories",
        ),
        anti={"completely unsupervised": 1},
    ),
    25: _rubric(
        ("cosine similarities of normalised features", "dot product of unit vectors"),
        ("rows images, columns texts", "(B, C); entry i, j: image i with sentence j"),
        (
            "times the scale, softmax over a row gives class probabilities",
            "exp(logit_scale); division by the temperature; last axis",
        ),
        anti={"the raw matrix is a probability": 2},
    ),
    26: _rubric(
        ("the five largest per row", "per image; along the classes; falling"),
        ("values and indices; the indices are class numbers", "two tensors (B, 5); look the names up in CLASSES"),
        (
            "top-5 accuracy: the true class is among them; on the CPU for printing",
            "a right answer need not come first",
        ),
        anti={"five images per class": 0},
    ),
    27: _rubric(
        ("like the captions in training", "prompt template; the encoder has seen sentences"),
        ('domain words ("depth map") and less ambiguity', "prompt engineering; crane: bird or machine"),
        (
            "ensemble: mean of normalised features, normalised again",
            "prototype of a class; noise of single prompts averages",
        ),
        anti={"longer text is always better": 0},
    ),
    28: _rubric(
        ("sharpens or flattens the softmax", "inverse temperature; confidence"),
        ("learned as a logarithm, so positive", "exp(logit_scale); gradient descent cannot make it negative"),
        ("does not change the winner", "the order of the classes; top-1 and top-5"),
        anti={"it changes the ranking": 2},
    ),
    29: _rubric(
        ("each counts as a negative of the other", "false negatives"),
        ("wrong gradient, the loss cannot reach 0", "equal texts are pushed apart; the target is contradictory"),
        (
            "large varied batches or several positives per row help",
            "drawn so that captions differ; soft targets; supervised contrastive loss",
        ),
        anti={"no effect, since the captions differ": 0},
    ),
    35: _rubric(
        ("similar pairs near, others far, each image its own class", "instance discrimination; two views of one image"),
        (
            "end-to-end batch, memory bank, or queue with momentum encoder",
            "the rest of the batch; stored features; slowly moving copy of the encoder",
        ),
        ("many and consistent negatives, NCE loss", "InfoNCE; cross entropy over one positive and the negatives"),
        anti={"negatives are labelled by hand": 0},
    ),
}
_TOOLS = {
    30: _rubric(
        ("depth maps of several views", "projection; multi-view; six images"),
        (
            "frozen visual encoder, similarity to text prototypes per view",
            "cosine with each class's sentence; one prediction per view",
        ),
        ("weighted sum over views, no training", "logits are combined; nothing is fitted to the clouds"),
        anti={"a 3-D encoder trained on clouds": 1},
    ),
    31: _rubric(
        (
            "off: zero-shot or known classes, adapter bypassed as there are no labels",
            "the image is compared with all texts, nothing else",
        ),
        (
            "on: few labelled examples of new classes, adapter used",
            "trained on some shots per class; a small residual network",
        ),
        (
            "it mixes the features of all views with a residual; encoders stay frozen",
            "inter-view adapter; ratio times new plus (1 - ratio) times old",
        ),
        anti={"the encoders are fine-tuned": 2},
    ),
    32: _rubric(
        ("few data, otherwise over-fitting", "a handful of clouds cannot fit millions of weights"),
        ("keeps the pretrained features", "freezing; transfer; nothing is forgotten"),
        (
            "few parameters, fast, one small module per task",
            "parameter-efficient fine-tuning; the encoder is shared between tasks",
        ),
        anti={"because the encoder has no gradient": 1},
    ),
    33: _rubric(
        ("no texture or colour, sparse", "domain gap; grey dots on black"),
        ("zero-shot accuracy drops", "features lie elsewhere than those of natural images"),
        ("few-shot adapter, prompts about depth, denser maps help", "enlarged points; more views; smoothing"),
        anti={"the encoder must be trained anew": 2},
    ),
    34: _rubric(
        ("loss, accuracy, rate against a growing step", "event file; scalars of training and validation"),
        ("gap of train and validation, jump of the rate at its step", "over-fitting; halving after 20 epochs"),
        ("plain numbers, flushed, port published on a server", "item(), no graph kept; --host and --port"),
        anti={"one picture at the end is enough": 0},
    ),
}
RUBRICS = {
    f"P5-Q-Q{i:02}": rubric for group in (_POINTNET, _TRAINING, _GRAPHS, _CLIP, _TOOLS) for i, rubric in group.items()
}
