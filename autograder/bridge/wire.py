"""Frames on a socket: one JSON header and any number of raw buffers. Never pickle.

Layout: ``!I`` length of the header, the header (UTF-8 JSON ``{"m": message, "b": [sizes]}``), the buffers.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

MAX_HEADER = 8 << 20
MAX_BUFFERS = 50_000
MAX_BYTES = 512 << 20


class ClosedError(Exception):
    """The other side has gone."""


class BadMessageError(Exception):
    """What came is not a message of ours; the connection is of no use any more."""


class Channel:
    """One end of a connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection

    def fileno(self) -> int:
        """The descriptor, for `select`."""
        return self.socket.fileno()

    def send(self, message: Any, buffers: list[bytes] | None = None) -> None:
        """Send `message` (JSON types only) and buffers."""
        buffers = buffers or []
        header = json.dumps({"m": message, "b": [len(one) for one in buffers]}).encode()
        try:
            self.socket.sendall(struct.pack("!I", len(header)) + header)
            for one in buffers:
                self.socket.sendall(one)
        except OSError as error:
            raise ClosedError(str(error)) from error

    def receive(self, within: float | None = None) -> tuple[Any, list[bytearray]]:
        """Wait for one message. Raises `ClosedError` or `BadMessageError`.

        Parameters
        ----------
        within
            Seconds until the whole message must be there; default: no limit.
        """
        end = None if within is None else time.monotonic() + within
        (size,) = struct.unpack("!I", self._exactly(4, end))
        if size > MAX_HEADER:
            raise BadMessageError(f"a header of {size} bytes")
        raw = bytes(self._exactly(size, end))
        try:
            header = json.loads(raw)
            message, sizes = header["m"], header["b"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise BadMessageError(f"not a message: {type(error).__name__}") from error
        if type(sizes) is not list or len(sizes) > MAX_BUFFERS:
            raise BadMessageError("bad list of buffers")
        if any(type(one) is not int or one < 0 for one in sizes) or sum(sizes) > MAX_BYTES:
            raise BadMessageError("bad sizes of buffers")
        return message, [self._exactly(one, end) for one in sizes]

    def close(self) -> None:
        """Close this end."""
        self.socket.close()

    def _exactly(self, count: int, end: float | None = None) -> bytearray:
        data = bytearray(count)
        view = memoryview(data)
        got = 0
        while got < count:
            try:
                if end is not None:
                    self.socket.settimeout(max(end - time.monotonic(), 0.001))
                step = self.socket.recv_into(view[got:], min(count - got, 1 << 20))
            except TimeoutError as error:
                raise BadMessageError("a message that does not end") from error
            except OSError as error:
                raise ClosedError(str(error)) from error
            finally:
                if end is not None:
                    self.socket.settimeout(None)
            if not step:
                raise ClosedError("the other side closed the connection")
            got += step
        return data


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected sockets."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
