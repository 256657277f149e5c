"""The one door of the formats: bytes and a name in, a layout or a refusal out."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from opora.reading.formats.limits import check_size
from opora.reading.formats.sniff import Kind, sniff
from opora.reading.model import Layout

_MODULES: dict[Kind, str] = {
    "docx": "docx",
    "pdf": "pdf",
    "html": "html",
    "txt": "text",
    "odt": "odt",
    "rtf": "rtf",
    "doc": "doc",
}
"""Readers are imported when first needed: each brings a library that takes its time."""


def read_layout(content: bytes, name: str) -> Layout:
    r"""Read any file as paragraphs and tables.

    Parameters
    ----------
    content : bytes
        The whole file.
    name : str
        Its name, as a hint only; what the file is, its content says.

    Returns
    -------
    Layout
        Blocks in reading order, with notes on what the format could not give.

    Raises
    ------
    ReadingRefused
        Whatever the bytes are: one of its subclasses, and nothing else.

    Examples
    --------
    >>> read_layout("ПРИКАЗ\n\n№ 5".encode(), "order.txt").blocks[1].text
    '№ 5'
    """
    check_size(content)
    module = import_module(f"opora.reading.formats.{_MODULES[sniff(content, name)]}")
    read: Callable[[bytes], Layout] = module.read
    return read(content)
