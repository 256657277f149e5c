"""What each finding says to a person, and what to do about it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from opora.methodology.packs import Pack, load_pack
from opora.results.model import Finding


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
    path = files("opora.results") / "data" / "findings.yaml"
    return load_pack(path, FindingCatalogue).findings


def sentence_of(finding: Finding) -> str:
    """Return the sentence that a person reads."""
    detail = finding.detail or "без подробностей"
    return load_findings()[finding.code].says.replace("{detail}", detail)


def fix_of(finding: Finding) -> str:
    """Return what to do about it."""
    return load_findings()[finding.code].fix
