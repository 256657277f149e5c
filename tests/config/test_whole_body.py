"""A body that is cut short fails; a whole one, an empty one and one of unknown length do not."""

from __future__ import annotations

import io
from typing import Any

import pytest

from opora.config.whole_body import ConnectionCut, whole_bodies


def read_all(body: bytes, length: str | None, *, size: int = 4) -> bytes:
    """Read a body of a promised length to its end through the wrapper, as Django does."""
    pieces: list[bytes] = []

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        left = int(environ.get("CONTENT_LENGTH") or 0)
        while left > 0 and (piece := environ["wsgi.input"].read(min(size, left))):
            left -= len(piece)
            pieces.append(piece)
        return []

    environ: dict[str, Any] = {"wsgi.input": io.BytesIO(body)}
    if length is not None:
        environ["CONTENT_LENGTH"] = length
    whole_bodies(application)(environ, None)
    return b"".join(pieces)


def test_a_whole_body_is_given_as_it_came() -> None:
    assert read_all(b"name=value", "10") == b"name=value"


@pytest.mark.parametrize("length", ["", "0", None])
def test_no_body_is_no_fault(length: str | None) -> None:
    assert read_all(b"", length) == b""


@pytest.mark.parametrize("came", range(10))
def test_a_body_cut_anywhere_fails(came: int) -> None:
    with pytest.raises(ConnectionCut, match=str(10 - came)):
        read_all(b"name=value"[:came], "10")


def test_lines_are_counted_too() -> None:
    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        lines = [environ["wsgi.input"].readline(), environ["wsgi.input"].readline()]
        assert lines == [b"a\n", b"b\n"]
        environ["wsgi.input"].readline()
        return []

    environ = {"wsgi.input": io.BytesIO(b"a\nb\n"), "CONTENT_LENGTH": "6"}
    with pytest.raises(ConnectionCut):
        whole_bodies(application)(environ, None)
