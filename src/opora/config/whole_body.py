"""A request whose end did not arrive is no request: nothing of it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]


class Readable(Protocol):
    """The body of a request as the server gives it."""

    def read(self, size: int = -1, /) -> bytes:
        """Return so many bytes, or fewer at the end."""

    def readline(self, size: int = -1, /) -> bytes:
        """Return a line, or fewer bytes at the end."""


class ConnectionCut(OSError):
    """The connection ended before the body did."""


def whole_bodies(application: Application) -> Application:
    """Wrap a WSGI application so that reading a body that was cut short fails.

    Servers give the bytes that came and then an end, as if the person had sent no more; the
    last file of a form would be kept in part. Django drops a request that fails so.
    """

    def guarded(environ: Environ, start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal():
            environ["wsgi.input"] = _Counted(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return guarded


class _Counted:
    """Counts what is read of a body of known length."""

    def __init__(self, body: Readable, length: int) -> None:
        self._body, self._left = body, length

    def read(self, size: int = -1) -> bytes:
        return self._taken(self._body.read(size), size)

    def readline(self, size: int = -1) -> bytes:
        return self._taken(self._body.readline(size), size)

    def _taken(self, piece: bytes, size: int) -> bytes:
        self._left -= len(piece)
        if not piece and size and self._left > 0:
            raise ConnectionCut(f"{self._left} bytes of the request did not arrive")
        return piece
