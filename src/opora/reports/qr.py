"""Addresses as QR codes: a drawing for a page, a picture for a document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import groupby

import qrcode  # type: ignore[import-untyped]  # has no types

_QUIET = 4
"""Light modules around a code: readers need them."""
_PIXELS = 8


def qr_svg(text: str, *, label: str) -> str:
    """Return a code as SVG without styles: black on white by attributes alone.

    Parameters
    ----------
    text : str
        What a reader finds in it.
    label : str
        What is said to those who do not see it; plain words without markup.
    """
    rows = _code(text).get_matrix()
    side = len(rows)
    dark = "".join(
        f"M{x} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for x, length in _runs(row)
    )
    return (
        f'<svg class="o-qr" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="{label}" '
        'shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{dark}" fill="#000"/></svg>'
    )


def qr_png(text: str) -> bytes:
    """Return a code as a PNG picture."""
    made = BytesIO()
    _code(text).make_image().save(made)
    return made.getvalue()


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Yield where each run of dark modules begins, and its length."""
    place = 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            yield place, length
        place += length


def _code(text: str) -> qrcode.QRCode:
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, border=_QUIET, box_size=_PIXELS
    )
    code.add_data(text)
    code.make(fit=True)
    return code
