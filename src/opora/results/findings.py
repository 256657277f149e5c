"""What each finding says to a person, and what to do about it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from opora.methodology.packs import Pack, load_pack
from opora.results.model import FileResults, Finding


class FindingWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The sentence, the advice, and whether the row waits for a person."""

    says: str
    fix: str
    quarantines: bool


class FindingCatalogue(Pack, frozen=True):
    """All findings by code."""

    findings: dict[str, FindingWords]


@cache
def load_findings() -> dict[str, FindingWords]:
    """Load the findings by code.

    Examples
    --------
    >>> load_findings()["no_result"].quarantines
    False
    """
    return _catalogue("findings.yaml")


@cache
def load_notes() -> dict[str, FindingWords]:
    """Load the notes on whole files by code.

    Examples
    --------
    >>> load_notes()["hidden_sheet"].says
    'Лист скрыт и не прочитан.'
    """
    return _catalogue("notes.yaml")


def _catalogue(name: str) -> dict[str, FindingWords]:
    path = files("opora.results") / "data" / name
    return load_pack(path, FindingCatalogue).findings


def _words_of(finding: Finding) -> FindingWords:
    return load_findings().get(finding.code) or load_notes()[finding.code]


def quarantined_rows(results: FileResults) -> list[Finding]:
    """Return one finding for each row that waits for a person: sheet, row, column, reason.

    Examples
    --------
    >>> put_aside = Finding("unknown_school", "Лист1", 9)
    >>> results = FileResults("x.xlsx", findings=[Finding("no_result", "Лист1", 8), put_aside])
    >>> quarantined_rows(results) == [put_aside]
    True
    """
    return [one for one in results.findings if _words_of(one).quarantines]


def sentence_of(finding: Finding) -> str:
    """Return the sentence that a person reads."""
    detail = finding.detail or "без подробностей"
    return _words_of(finding).says.replace("{detail}", detail)


def fix_of(finding: Finding) -> str:
    """Return what to do about it."""
    return _words_of(finding).fix
