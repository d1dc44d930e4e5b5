"""A1-E10: what students can check themselves."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect

FORBIDDEN = (
    *("dropout", "dropout_", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "alpha_dropout_"),
    *("feature_dropout", "feature_alpha_dropout", "native_dropout", "batch_norm", "native_batch_norm"),
)

e10 = Exercise(
    "A1-E10",
    names=("dropout", "batchnorm1d", "norm_stat_counts"),
    forbidden=FORBIDDEN,
)


@e10.check("dropout-identity")
def dropout_identity(student: Any) -> None:
    """Outside training dropout changes nothing; in training the mean stays near the old one."""
    x = torch.rand(300, 200)
    same = student.dropout(x, 0.5, False)
    expect.close(same, x, "dropout outside training")
    mean = student.dropout(x, 0.5, True)
    expect.tensor(mean, "dropout", shape=(300, 200))
    gap = abs(float(mean.mean() - x.mean()))
    expect.that(gap < 0.02, f"the mean of a large tensor moved by {gap:.3f} under dropout")


@e10.check("batchnorm-mean")
def batchnorm_mean(student: Any) -> None:
    """In training, with gamma 1 and beta 0, the output of batchnorm1d has mean 0."""
    x = 5 + 2 * torch.randn(16, 3, dtype=torch.float64)
    one, zero = torch.ones(3, dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
    result = student.batchnorm1d(x, one, zero, zero, one, True)
    right = type(result) in (tuple, list) and len(result) == 3
    expect.that(right, "batchnorm1d should return (y, new_mean, new_var)")
    expect.tensor(result[0], "y", shape=(16, 3))
    expect.close(result[0].mean(0), zero, "mean of y")


@e10.check("counts")
def counts(student: Any) -> None:
    """norm_stat_counts returns the four counts as a dict."""
    got = student.norm_stat_counts(2, 6, 5, 4, 3)
    expect.instance(got, dict, "norm_stat_counts")
    expect.that(set(got) == {"BN", "LN", "IN", "GN"}, f"the keys are {sorted(map(str, got))}")
