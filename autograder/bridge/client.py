"""T's end of the boundary: a `Backend` whose requests are carried out in S."""

from __future__ import annotations

import ast
from typing import Any, cast

import torch
from torch import Tensor

from autograder.bridge.codec import Decoder, Encoder
from autograder.bridge.wire import BadMessageError, Channel, ClosedError
from kit.student.message import Reply, Request, StudentError

GONE = ("GoneError", "Exception")
MAX_KINDS, MAX_NAME, MAX_WORDS = 20, 100, 600


class Bridge:
    """Sends requests to S and reads the replies, believing nothing but their form.

    After the connection broke, every request is answered by a ``GoneError``.

    Parameters
    ----------
    probes
        Source of probe modules, by module name. S gets a module when the first check asks for it, so that what one
        exercise is given is not there to be found while an earlier one is checked.
    """

    def __init__(self, channel: Channel, probes: dict[str, str] | None = None) -> None:
        self.channel = channel
        self.gone = ""
        self._unsent = {name.rpartition(".")[2]: (name, source) for name, source in (probes or {}).items()}

    def handle(self, request: Request) -> Reply:
        """Carry out one request in S."""
        encoder = Encoder()
        message = {
            "op": request.op,
            "target": encoder.encode(request.target),
            "args": encoder.encode(tuple(request.args)),
            "kwargs": encoder.encode(request.kwargs),
            "seed": request.seed,
            "forbidden": list(request.forbidden),
        }
        self._send_modules(encoder.probes)
        inputs = [tensor for tensor in encoder.tensors if tensor.requires_grad]
        answer = self._exchange(message, encoder.buffers)
        if isinstance(answer, Reply):
            return answer
        raw, buffers = answer
        decoder = Decoder(buffers, graft=lambda value, graph: self._graft(value, graph, inputs))
        try:
            return Reply(
                decoder.decode(raw["value"]),
                _error(raw.get("error")),
                _words(raw["side_effects"]),
                _words(raw["devices"]),
                _words(raw["used"]),
            )
        except (BadMessageError, KeyError, TypeError) as error:
            return self._broken(f"it sent a malformed answer ({error})")

    def _send_modules(self, probes: list[str]) -> None:
        """Give S the modules of these probes that it has not got yet, each behind those that it imports."""
        sources: dict[str, str] = {}
        for probe in probes:
            self._take(probe.partition(".")[0], sources)
        if sources:
            self._exchange({"op": "probes", "sources": sources}, [])

    def _take(self, module: str, sources: dict[str, str]) -> None:
        if module not in self._unsent:
            return
        name, source = self._unsent.pop(module)
        package = name.rpartition(".")[0]
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module == package:
                for alias in node.names:
                    self._take(alias.name, sources)
            elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{package}."):
                self._take(node.module.rpartition(".")[2], sources)
        sources[name] = source

    def _exchange(self, message: Any, buffers: list[bytes]) -> Reply | tuple[Any, list[bytearray]]:
        if self.gone:
            return Reply(error=(GONE, self.gone, ""))
        try:
            self.channel.send(message, buffers)
            raw, answer = self.channel.receive()
        except ClosedError:
            return self._broken("its process ended")
        except BadMessageError as error:
            return self._broken(f"it sent {error}")
        if type(raw) is not dict:
            return self._broken("it sent something else than an answer")
        return raw, answer

    def _broken(self, why: str) -> Reply:
        self.gone = f"your code could not be asked any more: {why}"
        self.channel.close()
        return Reply(error=(GONE, self.gone, ""))

    def _graft(self, value: Tensor, graph: int, inputs: list[Tensor]) -> Tensor:
        """Make `value` an output of a node whose backward pass runs in S."""
        dummy = torch.zeros((), requires_grad=True)
        return cast(Tensor, _Remote.apply(self, graph, value, dummy, *inputs))

    def backward(self, graph: int, gradient: Tensor, inputs: int) -> list[Tensor | None]:
        """Run the backward pass of a graph in S; return the gradients of the inputs."""
        encoder = Encoder()
        message = {"op": "backward", "graph": graph, "gradient": encoder.encode(gradient.detach())}
        answer = self._exchange(message, encoder.buffers)
        if isinstance(answer, Reply):
            assert answer.error is not None
            raise StudentError(*answer.error)
        raw, buffers = answer
        try:
            error = _error(raw.get("error"))
            gradients = Decoder(buffers).decode(raw["value"])
        except (BadMessageError, KeyError) as bad:
            broken = self._broken(f"it sent malformed gradients ({bad})")
            assert broken.error is not None
            raise StudentError(*broken.error) from bad
        if error is not None:
            raise StudentError(*error)
        fits = type(gradients) is list and len(gradients) == inputs
        if not fits or any(one is not None and type(one) is not Tensor for one in gradients):
            raise StudentError(GONE, "your code sent malformed gradients")
        return cast("list[Tensor | None]", gradients)


class _Remote(torch.autograd.Function):
    """Identity on a value from S; its backward pass happens there."""

    @staticmethod
    def forward(ctx: Any, bridge: Bridge, graph: int, value: Tensor, dummy: Tensor, *inputs: Tensor) -> Tensor:
        ctx.bridge, ctx.graph, ctx.shapes = bridge, graph, [(tuple(one.shape), one.dtype) for one in inputs]
        return value.clone()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Any:
        came = ctx.bridge.backward(ctx.graph, gradients[0], len(ctx.shapes))
        for one, (shape, dtype) in zip(came, ctx.shapes, strict=True):
            if one is not None and (tuple(one.shape), one.dtype) != (shape, dtype):
                raise StudentError(("RuntimeError",), "a gradient has not the shape of its input")
        return (None, None, None, None, *came)


def _words(value: Any) -> list[str]:
    if type(value) is not list or any(type(one) is not str for one in value):
        raise BadMessageError("not a list of words")
    return [one[:MAX_WORDS] for one in value[:1000]]


def _error(value: Any) -> tuple[tuple[str, ...], str, str] | None:
    if value is None:
        return None
    if type(value) is not list or len(value) != 3 or type(value[1]) is not str or type(value[2]) is not str:
        raise BadMessageError("not an error")
    kinds = tuple(one[:MAX_NAME] for one in _words(value[0])[:MAX_KINDS])
    # what only this side may say
    kinds = tuple("Exception" if one in ("GoneError", "ForbiddenError") else one for one in kinds)
    return kinds or ("Exception",), value[1][:MAX_WORDS], value[2][:MAX_WORDS]
