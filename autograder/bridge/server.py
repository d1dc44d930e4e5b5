"""S's end of the boundary: answer T's requests with a `Host`."""

from __future__ import annotations

import sys
import types
from typing import Any

import torch
from torch import Tensor

from autograder.bridge.codec import Decoder, Encoder
from autograder.bridge.wire import Channel
from kit.student import Host, Reply, Request
from kit.student.probe import probes_of


class Server:
    """Answers one request at a time and keeps the graphs that T may want to run backwards."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._graphs: list[tuple[Tensor, list[Tensor]]] = []

    def answer(self, channel: Channel) -> None:
        """Receive one request and send the reply. Raises `ClosedError` when T has gone."""
        message, buffers = channel.receive()
        if message["op"] == "backward":
            self._backward(channel, message, buffers)
        elif message["op"] == "probes":
            self._load_probes(message["sources"])
            channel.send({})
        else:
            self._request(channel, message, buffers)

    def _request(self, channel: Channel, message: dict[str, Any], buffers: list[bytearray]) -> None:
        decoder = Decoder(buffers, probes=self.host.probes)
        request = Request(
            message["op"],
            decoder.decode(message["target"]),
            decoder.decode(message["args"]),
            decoder.decode(message["kwargs"]),
            message["seed"],
            tuple(message["forbidden"]),
        )
        leaves = [tensor for tensor in decoder.leaves if tensor.requires_grad]
        reply = self.host.handle(request)
        encoder = Encoder(graph=lambda value: self._keep(value, leaves))
        try:
            value = encoder.encode(reply.value)
        except Exception as error:  # a value that says one thing and is another
            encoder, value = Encoder(), None
            reply = Reply(error=(("TypeError",), f"the result could not be read: {error}"[:300], ""))
        channel.send(
            {
                "value": value,
                "error": None if reply.error is None else [list(reply.error[0]), *reply.error[1:]],
                "side_effects": reply.side_effects,
                "devices": reply.devices,
                "used": reply.used,
            },
            encoder.buffers,
        )

    def _keep(self, value: Tensor, leaves: list[Tensor]) -> int:
        self._graphs.append((value, leaves))
        return len(self._graphs) - 1

    def _backward(self, channel: Channel, message: dict[str, Any], buffers: list[bytearray]) -> None:
        value, leaves = self._graphs[message["graph"]]
        encoder, error = Encoder(), None
        gradients: list[Tensor | None] = []
        try:
            gradient = Decoder(buffers).decode(message["gradient"])
            for leaf in leaves:
                leaf.grad = None
            torch.autograd.backward([value], [gradient.to(value.device)], retain_graph=True)
            gradients = [leaf.grad for leaf in leaves]
        except Exception as raised:
            kinds = [kind.__name__ for kind in type(raised).__mro__ if kind is not object]
            error = [kinds, str(raised)[:300], ""]
        channel.send({"value": encoder.encode(gradients), "error": error}, encoder.buffers)

    def _load_probes(self, sources: dict[str, str]) -> None:
        for name, source in sources.items():
            for depth in range(1, name.count(".") + 1):  # pickle imports packages on the way to a class
                package = ".".join(name.split(".")[:depth])
                sys.modules.setdefault(package, types.ModuleType(package))
            module = sys.modules[name] = types.ModuleType(name)
            exec(compile(source, f"<{name}>", "exec"), module.__dict__)
            self.host.probes.update(probes_of(module))


def serve(channel: Channel, host: Host) -> None:
    """Answer requests until T has gone."""
    server = Server(host)
    while True:
        server.answer(channel)
