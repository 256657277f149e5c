"""The text of a kept file, where it has one."""

from __future__ import annotations

from opora.domain.acts.contents import SUFFIXES
from opora.domain.acts.models import StoredFile
from opora.domain.acts.services import files
from opora.reading import ReadingRefused
from opora.reading.formats import read_layout
from opora.reading.model import Layout, Table

_WITH_TEXT = frozenset(
    {
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
        "application/rtf",
        "text/html",
        "text/plain",
    }
)
LARGEST = 20 * 2**20
"""Larger files are not read for a check. [bytes]"""


def text_of(stored: StoredFile) -> str:
    """Return the text of a file; empty for a scan, a picture, or what cannot be read."""
    if stored.media_type not in _WITH_TEXT or stored.size > LARGEST:
        return ""
    name = f"file.{SUFFIXES[stored.media_type][0]}"
    try:
        return flat(read_layout(files.read(stored), name))
    except (ReadingRefused, FileNotFoundError):
        return ""


def flat(layout: Layout) -> str:
    """Return all words of a layout, a line a paragraph or a cell."""
    lines: list[str] = []
    for block in layout.blocks:
        if isinstance(block, Table):
            lines += [cell.text for cell in block.cells]
        else:
            lines.append(block.text)
    return "\n".join(lines)
