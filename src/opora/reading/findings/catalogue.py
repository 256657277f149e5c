"""The catalogue of findings: severities, messages and suggestions as reviewed data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import msgspec

from opora.methodology import Pack, load_pack
from opora.reading.model import Finding, Place, Severity


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of finding."""

    severity: Severity
    message: str
    suggestion: str


class Catalogue(Pack, frozen=True):
    """All kinds of findings, and the words that checks compare with."""

    findings: dict[str, Entry]
    known_abbreviations: str
    misreadings: tuple[tuple[str, str], ...]
    title_words: tuple[str, ...]


@cache
def load_catalogue() -> Catalogue:
    """Load the catalogue, once a process."""
    return load_pack(files("opora.reading.findings") / "catalogue.yaml", Catalogue)


def finding(
    code: str,
    *,
    places: Iterable[Place | None] = (),
    rows: Iterable[int] = (),
    **words: object,
) -> Finding:
    """Return a finding in the words of the catalogue.

    Parameters
    ----------
    code : str
        A key of the catalogue.
    places : iterable of Place or None
        Where it stands; unknown places are left out.
    rows : iterable of int
        The measures concerned.
    **words
        What stands in the braces of the message and of the suggestion.
    """
    entry = load_catalogue().findings[code]
    return Finding(
        code=code,
        severity=entry.severity,
        message=entry.message.format(**words),
        suggestion=entry.suggestion.format(**words),
        places=tuple(place for place in places if place is not None),
        rows=tuple(rows),
    )
