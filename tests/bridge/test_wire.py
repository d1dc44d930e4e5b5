"""The frames themselves: hostile bytes end the connection, in bounded time and memory, and do nothing else."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge import BadMessageError, Bridge, Channel, ClosedError
from autograder.bridge.wire import MAX_BYTES, MAX_HEADER, pair
from kit.student import Request


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    ours, theirs = pair()
    with ours, theirs:
        yield Channel(ours), theirs


def frame(header: bytes) -> bytes:
    return struct.pack("!I", len(header)) + header


def test_round_trip(ends: tuple[Channel, socket.socket]) -> None:
    channel, other = ends
    Channel(other).send({"a": [1, "two"]}, [b"", b"xyz"])
    message, buffers = channel.receive(within=5)
    assert message == {"a": [1, "two"]}
    assert [bytes(one) for one in buffers] == [b"", b"xyz"]


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("!I", MAX_HEADER + 1),
        frame(b""),
        frame(b"\xff\xfe"),
        frame(b"[]"),
        frame(b"nan"),
        frame(b'{"m": 1}'),
        frame(b'{"m": 1, "b": 3}'),
        frame(b'{"m": 1, "b": [-1]}'),
        frame(b'{"m": 1, "b": [true]}'),
        frame(b'{"m": 1, "b": [1.5]}'),
        frame(json.dumps({"m": 1, "b": [MAX_BYTES, 1]}).encode()),
        frame(json.dumps({"m": 1, "b": [0] * 60_000}).encode()),
        frame(b'{"m": ' + b"[" * 100_000 + b"]" * 100_000 + b', "b": []}'),
        frame(b'{"m": ' + b"1" * 100_000 + b', "b": []}'),
    ],
    ids=range(14),
)
def test_nonsense_is_refused(ends: tuple[Channel, socket.socket], data: bytes) -> None:
    channel, other = ends
    sender = threading.Thread(target=other.sendall, args=(data,))
    sender.start()
    with pytest.raises(BadMessageError):
        channel.receive(within=5)
    channel.close()
    sender.join()


@pytest.mark.parametrize("data", [b"", b"\0", struct.pack("!I", 10), frame(b'{"m": 1, "b": [100]}'), b"\0\0\0\2{"])
def test_a_frame_that_does_not_end_ends_the_waiting(ends: tuple[Channel, socket.socket], data: bytes) -> None:
    channel, other = ends
    other.sendall(data)
    start = time.monotonic()
    with pytest.raises(BadMessageError, match="does not end"):
        channel.receive(within=0.2)
    assert time.monotonic() - start < 5


def test_bytes_that_drip_do_not_extend_the_limit(ends: tuple[Channel, socket.socket]) -> None:
    channel, other = ends
    stop = threading.Event()

    def drip() -> None:
        other.sendall(struct.pack("!I", 1000))
        while not stop.wait(0.05):
            other.sendall(b" ")

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(BadMessageError, match="does not end"):
            channel.receive(within=0.5)
    finally:
        stop.set()
        thread.join()


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    ours, theirs = pair()
    with ours, theirs:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        with contextlib.suppress(BadMessageError, ClosedError):
            Channel(ours).receive(within=5)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 2**70) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("lTdtfNDvrqnkgsam"), inner, max_size=4),
    max_leaves=8,
)
REPLY = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("value", "error", "side_effects", "devices", "used"), JSON)
)  # fmt: skip


@given(REPLY | JSON, st.lists(st.binary(max_size=16), max_size=3))
def test_any_reply_is_a_value_or_an_error_of_the_student(reply: object, buffers: list[bytes]) -> None:
    ours, theirs = pair()
    with ours, theirs:
        Channel(theirs).send(reply, buffers)
        bridge = Bridge(Channel(ours))
        got = bridge.handle(Request("get", "x"))
        assert got.error is None or all(type(kind) is str for kind in got.error[0])
        if bridge.gone:
            assert bridge.handle(Request("get", "x")).error is not None
