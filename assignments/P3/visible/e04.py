"""Self-checks of P3-E4."""

from __future__ import annotations

from typing import Any

import torch

from kit.checks import Exercise, expect
from kit.probes import recurrent

e4 = Exercise("P3-E4", names=("Recurrent",))


@e4.check("shapes")
def shapes(student: Any) -> None:
    """Shapes for three configurations, and for a sequence of length 1."""
    with student.bind(make_cell=recurrent.torch_cells()):
        for kind, layers, both, first, t in (
            ("gru", 1, False, True, 4),
            ("rnn", 2, True, True, 4),
            ("lstm", 3, True, False, 4),
            ("gru", 2, False, True, 1),
        ):
            net = student.Recurrent(kind, 5, 7, num_layers=layers, bidirectional=both, batch_first=first)
            front, dirs = (3, t) if first else (t, 3), 2 if both else 1
            got = net(torch.randn(*front, 5))
            expect.instance(got, tuple, "the result")
            expect.that(len(got) == 2, f"the result should be a pair (out, state_n), it has {len(got)} parts")
            expect.tensor(got[0], "out", shape=(*front, dirs * 7), dtype=torch.float32)
            if kind == "lstm":
                expect.instance(got[1], tuple, "state_n")
            for one in got[1] if kind == "lstm" else [got[1]]:
                expect.tensor(one, "state_n", shape=(layers * dirs, 3, 7), dtype=torch.float32)


@e4.check("ends")
def ends(student: Any) -> None:
    """In both directions: out[:, -1, :H] is the forward and out[:, 0, H:] the backward final state."""
    with student.bind(make_cell=recurrent.torch_cells()):
        net = student.Recurrent("gru", 5, 7, bidirectional=True)
        got = net(torch.randn(3, 4, 5))
        expect.instance(got, tuple, "the result")
        expect.tensor(got[0], "out", shape=(3, 4, 14))
        expect.tensor(got[1], "state_n", shape=(2, 3, 7))
        expect.close(got[0][:, -1, :7], got[1][-2], "out[:, -1, :H], against state_n[-2],")
        expect.close(got[0][:, 0, 7:], got[1][-1], "out[:, 0, H:], against state_n[-1],")
