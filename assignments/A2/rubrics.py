"""Rubrics of the concept questions of A2: weighted key points, accepted synonyms, statements that cost."""

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


_RUBRICS = {
    1: _rubric(
        (0.25, "labels are background, pedestrian, padding", "0, 1, 2; the third one marks added pixels"),
        (
            0.3,
            "padding is not a class of the scene, it is ignored in loss and metrics, so two channels",
            "nothing to predict there; ignore_index; excluded",
        ),
        (0.15, "three run because every label then has a channel", "no label is out of range"),
        (
            0.3,
            "with padding as a class the network is paid for an easy region: loss and accuracy are flattered, "
            "mIoU gets an easy third class, and real pixels can be called padding",
            "better numbers without better pedestrians; capacity is spent on it",
        ),
        anti={"padding is background": 1},
    ),
    2: _rubric(
        (0.6, "a tensor is not moved: a copy is returned that must be assigned", "x = x.cuda(); not in place"),
        (0.4, "a module is moved in place, no assignment needed", "its parameters and buffers are replaced"),
        anti={"both have to be assigned, or neither": 1},
    ),
    3: _rubric(
        (
            0.35,
            "background dominates, so accuracy misleads",
            "everything called background scores above 0.9; imbalance; majority class",
        ),
        (
            0.35,
            "mIoU or F1 of the pedestrian class, with its definition",
            "intersection over union, averaged over classes; harmonic mean of precision and recall; Dice",
        ),
        (0.2, "the validation metric selects the model", "compare networks and settings on held-out data"),
        (0.1, "the training metric shows progress and over-fitting", "gap between training and validation"),
        anti={"accuracy, because it is highest": 0, "the model is selected by the test or training metric": 2},
    ),
    4: _rubric(
        (0.35, "actual cat, predicted dog: false negative, type II", "FN; a miss"),
        (0.35, "actual dog, predicted cat: false positive, type I", "FP; a false alarm"),
        (0.3, "dog as dog: true negative, cat as cat: true positive", "TN and TP"),
        anti={"a false negative is called type I": 0, "a false positive is called type II": 1},
    ),
    5: _rubric(
        (0.35, "precision: of those called cat, how many are cats", "exactness; purity; few false alarms"),
        (0.35, "recall: of all cats, how many were found", "completeness; hit rate; sensitivity; few misses"),
        (0.3, "accuracy: share of all decisions that are right", "right ones among all samples"),
        anti={"precision and recall exchanged": 0},
    ),
    6: _rubric(
        (0.4, "imbalance lets the majority dominate the loss and its gradient", "most pixels are background"),
        (0.3, "a larger weight raises the recall of the rare class", "more pedestrians are found"),
        (0.15, "at the cost of precision", "more false alarms; background called pedestrian"),
        (0.15, "divided by the sum of the weights of the pixels", "weighted mean; not their number"),
        anti={"weights make the loss smaller, hence the network better": 1},
    ),
    7: _rubric(
        (
            0.5,
            "one-vs-rest (TP+TN)/total does not change when the classes change places",
            "symmetric; identical for both; equal",
        ),
        (0.5, "per-class recall differs", "share found of each class; sensitivity and specificity"),
        anti={"always equal, without saying which quantity": 1, "never equal, without saying which quantity": 0},
    ),
    8: _rubric(
        (0.5, "harmonic mean of precision and recall", "2PR/(P+R)"),
        (0.3, "low if either is low", "both have to be good; near the smaller one"),
        (0.2, "2TP/(2TP+FP+FN), equal to 2 IoU/(1 + IoU)", "grows with IoU; Dice; same ranking"),
        anti={"arithmetic mean": 0},
    ),
    9: _rubric(
        (0.3, "unsigned 8-bit instance ids", "uint8; 0 background, k person k"),
        (0.4, "int64 class labels", "long; indices of classes"),
        (0.2, "ids become 0 and 1 first", "every id above 0 is pedestrian; mask > 0"),
        (0.1, "the mask has one number per pixel, the image three channels", "RGB image; no channel axis"),
        anti={"float labels": 1},
    ),
    10: _rubric(
        (1.0, "opacity of the mask over the image", "half transparent; both shine through; blending"),
        anti={"a threshold on the mask": 0, "brightness": 0},
    ),
    11: _rubric(
        (0.4, "0 to 9 are the digits", "0 is a digit like the others; ten classes"),
        (0.4, "-1 is background", "no object; nothing there"),
        (
            0.2,
            "-1 must not reach the class loss, -2 marks ignored anchors",
            "masked out; neither positive nor background",
        ),
        anti={"0 is background": 1},
    ),
    12: _rubric(
        (0.4, "instance: one id per object", "objects are told apart; person 1, person 2"),
        (0.4, "semantic: one class per pixel, objects of a class merge", "dog, dog, cat"),
        (0.2, "conversion one way only: instances to classes", "touching people cannot be separated again"),
        anti={"classes can be turned into instances": 2},
    ),
    13: _rubric(
        (0.4, "called only if normal lookup fails", "own attributes win; last resort; fallback"),
        (0.4, "forwards to the wrapped data set", "its attributes are reachable directly; delegation"),
        (
            0.2,
            "must raise AttributeError and must not look up missing attributes of itself",
            "endless recursion before __init__, in copy and pickle; special names are refused",
        ),
        anti={"called for every attribute": 0},
    ),
    14: _rubric(
        (0.3, "the encoder shrinks, the decoder restores: drawn as a U", "contracting and expanding path"),
        (0.2, "down by pooling or strided convolution", "max pooling; stride 2"),
        (
            0.25,
            "up by un-pooling, transposed convolution, or interpolation and convolution",
            "deconvolution; bilinear enlarging",
        ),
        (0.25, "skips bring fine detail", "encoder maps of the same level are joined; sharp edges; position"),
        anti={"the skips are only there for the gradient": 3},
    ),
    15: _rubric(
        (0.4, "gradients shrink through many layers, slow convergence", "vanishing gradients"),
        (0.35, "a skip gives a short path", "identity; gradient passes unchanged; shortcut"),
        (0.25, "a non-zero slope keeps gradient for negative inputs", "no dead units"),
        anti={"skip connections are there because of over-fitting": 1},
    ),
    16: _rubric(
        (0.5, "each pixel becomes a 2x2 block, sizes double", "height and width twice as large"),
        (0.2, "no overlap as k = s", "blocks lie side by side; no checkerboard from overlap"),
        (0.3, "learned, unlike interpolation", "its weights are trained; bilinear has no parameters"),
        anti={"inverse of convolution (it restores the shape, not the values)": 0},
    ),
    17: _rubric(
        (
            0.45,
            "losses under different weights are different quantities and not comparable",
            "other scale; other objective; apples and oranges",
        ),
        (0.35, "compare recall, F1, IoU on validation", "the same metric for both on held-out data; mIoU"),
        (
            0.2,
            "weight 2 raises pedestrian recall and can lower precision",
            "more people are found, with more false alarms",
        ),
        anti={"the smaller loss wins": 0},
    ),
    18: _rubric(
        (0.25, "few images", "small data set; would over-fit"),
        (0.25, "its features transfer", "learned on ImageNet; edges and textures are general"),
        (0.2, "cheaper, fewer parameters to train", "less memory; features can be cached; faster"),
        (0.15, "random decoder gradients would destroy the features", "large early errors"),
        (0.15, "normalise inputs as in pretraining", "mean and deviation of ImageNet"),
    ),
    19: _rubric(
        (0.6, "the same linear map over channels at every pixel", "a fully connected layer per pixel"),
        (0.25, "changes the number of channels", "scores per class from features; mixes channels"),
        (0.15, "stride may be above 1", "it need not keep the size"),
        anti={"elementwise product": 0},
    ),
    20: _rubric(
        (0.2, "for boxes it has a gradient where they overlap", "differentiable there"),
        (
            0.35,
            "zero gradient when they are disjoint, so nothing pulls them together",
            "0 whatever the distance; flat; no direction",
        ),
        (
            0.25,
            "for label maps it is computed after argmax, which has no useful gradient; soft versions exist",
            "soft Jaccard; Dice loss; with probabilities; piecewise constant; cross-entropy as a stand-in",
        ),
        (
            0.2,
            "GIoU and its relatives repair the disjoint case",
            "DIoU, CIoU; smooth L1 on the corners or deltas",
        ),
        anti={"only “not differentiable”, said of everything: half of all points at most": 1},
    ),
    21: _rubric(
        (0.25, "x to the right", "along the columns"),
        (0.25, "y down", "along the rows; origin at the upper left"),
        (0.5, "x, y, h, w with height first", "upper left corner, then height, then width"),
        anti={"x, y, w, h": 2},
    ),
    22: _rubric(
        (0.4, "prior box at a cell", "fixed box of given shape; starting point; centred on the cell"),
        (
            0.6,
            "4 box values, C class logits, one objectness",
            "5 + C; deltas of centre and size; offsets",
        ),
        anti={"the corners are predicted directly": 1},
    ),
    23: _rubric(
        (0.5, "objects of different shape share a cell", "several objects with their centre in one cell"),
        (0.2, "tall, wide, square", "ratios of height and width"),
        (0.3, "coarse maps carry large objects", "fine maps small ones; large receptive field"),
    ),
    24: _rubric(
        (0.3, "one pass", "a single network; one stage; looks once"),
        (0.3, "grid", "S x S cells"),
        (0.4, "each cell predicts boxes with objectness and classes", "boxes, confidence, class scores"),
        anti={"it proposes regions first": 0},
    ),
    25: _rubric(
        (0.2, "several boxes for one object", "doubles; neighbouring anchors see the same digit"),
        (0.15, "sort by score", "rank; descending confidence"),
        (0.15, "keep the best", "take the highest"),
        (
            0.3,
            "remove those of the same class with IoU above a threshold",
            "that overlap it too much; within each class",
        ),
        (0.2, "repeat on the rest", "until nothing remains; removed ones remove nothing"),
        anti={"kept boxes are removed": 3, "boxes of other classes are removed": 3},
    ),
    26: _rubric(
        (0.5, "crop or pad to a common size", "cut a window; fill up"),
        (0.5, "normalisation", "mean and standard deviation per channel; scaling"),
        anti={"random flips or colour changes": 0},
    ),
    27: _rubric(
        (0.4, "turns a list of items into a batch", "joins samples; called by the DataLoader"),
        (0.4, "needed as the number of boxes differs", "unequal lengths cannot be stacked"),
        (0.2, "images stacked, boxes kept in lists or padded", "list of tensors; filled up with -1"),
    ),
    28: _rubric(
        (0.25, "C x C", "square; a row and a column for every class"),
        (0.25, "rows actual", "true class"),
        (0.25, "columns predicted", "what the network says"),
        (0.25, "right ones on the diagonal", "entry i, i"),
        anti={"rows predicted and columns actual": 1},
    ),
    29: _rubric(
        (0.4, "weights are class frequencies", "share of each class among the actual samples"),
        (0.3, "the mean treats classes alike", "balanced accuracy; rare classes count as much"),
        (0.3, "the weighted one equals accuracy", "right over all"),
    ),
    30: _rubric(
        (0.4, "nearest neighbour: labels are categories", "numbers are names; no order between them"),
        (0.4, "averaging invents classes, 0 and 2 give 1", "padding and background make pedestrian"),
        (0.2, "bilinear: images are continuous", "in-between colours make sense; smooth"),
        anti={"bilinear and round": 1},
    ),
    31: _rubric(
        (0.4, "ignored pixels give no loss and no gradient", "ignore_index; masked"),
        (0.3, "also excluded from metrics", "not in the confusion matrix"),
        (0.15, "weight 0 has the same effect on the loss", "zero class weight"),
        (0.15, "counting padding inflates accuracy", "an easy class; flattered numbers"),
        anti={"padding may count as background": 0},
    ),
    32: _rubric(
        (0.5, "a ratio of sums is not a mean of ratios", "add up counts first; one matrix over all"),
        (0.3, "depends on the batch size", "other batches, other result; order of the data"),
        (0.2, "absent classes", "nan or 0 where a batch has no pedestrian; 0/0"),
        anti={"only the last, smaller batch is the reason": 0},
    ),
    33: _rubric(
        (0.5, "kernel size not divisible by stride, uneven overlap", "some pixels get more contributions"),
        (0.2, "for example k 3, s 2 gives counts 1, 2, 1, 2", "any right example"),
        (0.3, "k = 2s, or resize and convolution", "k a multiple of s; interpolate first; bilinear start"),
        anti={"it comes from pooling": 0},
    ),
    34: _rubric(
        (0.4, "running statistics in train mode", "batch normalisation buffers keep moving"),
        (0.2, "dropout still random", "other units at each pass"),
        (
            0.4,
            "parameters left in the optimiser can move by momentum or weight decay",
            "gradients of 0 in place of None do not stop them; give it the decoder's only",
        ),
        anti={"requires_grad = False does everything": 2},
    ),
    35: _rubric(
        (0.3, "with or without proposals", "regions first, then class and box; or all at once"),
        (0.2, "speed against accuracy", "two stages: slower, more accurate; one stage: real time"),
        (0.2, "one stage meets strong imbalance", "far more background than objects; very many negatives"),
        (
            0.3,
            "Fast R-CNN (one CNN pass, RoI pooling), Faster (RPN), Mask R-CNN against SSD, YOLO, CenterNet "
            "(without anchors)",
            "R-CNN; RetinaNet",
        ),
        anti={"YOLO proposes regions": 0},
    ),
    36: _rubric(
        (0.4, "positive, background, ignored", "a digit, -1, -2"),
        (0.3, "thresholds", "IoU of at least 0.5; below 0.4; in between"),
        (0.3, "each object's best anchor is forced", "every box gets its own, even below the threshold"),
        anti={"ignored anchors are background": 0},
    ),
    37: _rubric(
        (0.5, "background has no box", "no target; nothing to regress to"),
        (0.5, "the many negatives would dominate", "drown the few positives; pull the deltas to 0"),
    ),
    38: _rubric(
        (0.35, "objectness: is something here", "an object, whatever it is; sigmoid"),
        (0.35, "class: which, given there is", "conditional; softmax"),
        (0.3, "the product is the score", "multiplied"),
        anti={"they are the same": 1},
    ),
    39: _rubric(
        (0.4, "everything called background", "no pedestrian found; always the majority"),
        (0.3, "the IoUs are 0.95 and 0", "95 of 100 pixels; no hit"),
        (0.3, "mean over classes", "(0.95 + 0) / 2"),
        anti={"one of the numbers must be wrong": 0},
    ),
    40: _rubric(
        (0.3, "labels belong to pixels", "otherwise each pixel is taught a wrong class; alignment"),
        (0.3, "the loss still falls if not", "nobody notices; mIoU is only lower"),
        (
            0.4,
            "an image that encodes its coordinates",
            "put the mask into the image and compare; position in colour; known pattern",
        ),
        anti={"colour changes must be applied to the mask, too": 0},
    ),
    41: _rubric(
        (0.5, "the first is a hit, the other a false positive", "better score; an object counts once"),
        (0.25, "precision falls", "the area under the curve shrinks"),
        (0.25, "NMS prevents it", "suppression of doubles"),
        anti={"both count as hits": 0},
    ),
    42: _rubric(
        (0.4, "sigmoid keeps the centre inside its cell", "bounded to 0..1 of the cell"),
        (0.3, "then the cell with the centre is responsible", "one cell for each object"),
        (0.3, "linear offsets allow neighbouring anchors to match one object", "unbounded; any anchor"),
        anti={"the sigmoid limits the size of the box": 0},
    ),
}
RUBRICS = {f"A2-Q-C{i}": rubric for i, rubric in _RUBRICS.items()}
