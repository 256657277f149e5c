"""Evidence beside the promise: pictures and PDF as they are, documents as their words."""

from __future__ import annotations

from dataclasses import dataclass

from opora.domain.acts.models import StoredFile
from opora.domain.acts.services import files
from opora.domain.roadmaps.models import Evidence
from opora.reading import ReadingRefused
from opora.reading.formats import read_layout
from opora.reading.model import Layout, Paragraph, Table

PDF = "application/pdf"
PICTURES = frozenset({"image/png", "image/jpeg"})
READABLE = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.oasis.opendocument.text",
        "application/msword",
        "application/rtf",
        "text/html",
        "text/plain",
    }
)
MOST_BLOCKS = 300
"""A checker reads the beginning here and the rest in the file."""
LARGEST = 10 * 2**20
"""A larger file is not read while a person waits. [bytes]"""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the rows of a table."""

    text: str = ""
    is_heading: bool = False
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What is shown of one piece of evidence.

    ``kind`` is «picture», «pdf», «text» or «none»; ``why`` says why there is nothing to show,
    or that it is not all.
    """

    kind: str
    blocks: tuple[Block, ...] = ()
    why: str = ""


def preview_of(evidence: Evidence) -> Preview:
    """Return what to show of the evidence: of a link, the copy that was kept."""
    stored = evidence.file or evidence.copy
    if stored is None:
        return Preview("none", why="Это ссылка, её копии у нас нет. Откройте её.")
    if stored.media_type in PICTURES:
        return Preview("picture")
    if stored.media_type == PDF:
        return Preview("pdf")
    if stored.media_type not in READABLE or stored.size > LARGEST:
        return Preview("none", why="Такой файл здесь не показывается. Скачайте его.")
    return _words_of(stored, evidence.name or "page.html")


def _words_of(stored: StoredFile, name: str) -> Preview:
    try:
        layout = read_layout(files.read(stored), name)
    except ReadingRefused as refusal:
        return Preview("none", why=f"{refusal} Скачайте файл и посмотрите его у себя.")
    blocks = _blocks(layout)
    cut = "Показано начало документа." if len(blocks) > MOST_BLOCKS else ""
    return Preview("text", tuple(blocks[:MOST_BLOCKS]), cut)


def _blocks(layout: Layout) -> list[Block]:
    return [_block(block) for block in layout.blocks]


def _block(block: Paragraph | Table) -> Block:
    if isinstance(block, Paragraph):
        return Block(text=block.text, is_heading=block.bold or block.level is not None)
    rows: list[list[str]] = [[] for _ in range(block.n_rows)]
    for cell in block.cells:
        rows[cell.row].append(cell.text)
    return Block(rows=tuple(tuple(row) for row in rows))
