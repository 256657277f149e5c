"""Official documents → orders, roadmaps, and what could not be read. Knows no Django."""

from __future__ import annotations

from opora.reading.model import Reading
from opora.reading.refusals import ReadingRefused


def read_document(content: bytes, name: str) -> Reading:
    """Read an order or a roadmap.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        Its name; the format is told by the content first.

    Returns
    -------
    Reading
        Everything understood, with findings; a draft that a person confirms.

    Raises
    ------
    ReadingRefused
        If the file cannot be read; the message says in Russian what to do.
    """
    # The parts of the reader are heavy; who needs the model only does not pay for them.
    from opora.reading.document import read_document as read

    return read(content, name)


__all__ = ["Reading", "ReadingRefused", "read_document"]
