"""Remarks on a file as rows of the database, and the schools that the file names."""

from __future__ import annotations

from collections import defaultdict

from opora.domain.assessments.codes import Crosswalk
from opora.domain.assessments.models import Import, ImportFinding, ImportSchool
from opora.domain.assessments.reading_again import Values
from opora.results import FileResults
from opora.results.findings import fix_of, load_findings, sentence_of
from opora.results.model import Finding

KEPT_FINDINGS = 5000
"""Of a file with more, those that put rows aside are kept first; the number is kept of all."""

_NOTES = frozenset({"personal_data_dropped"})


def kept(findings: list[Finding]) -> list[Finding]:
    """Return the findings that are kept, in the order of the rows."""
    words = load_findings()
    first = sorted(findings, key=lambda one: not words[one.code].quarantines)[:KEPT_FINDINGS]
    return sorted(first, key=lambda one: (one.row is not None, one.sheet or "", one.row or 0))


def schools_of(
    imported: Import, results: FileResults, crosswalk: Crosswalk
) -> list[ImportSchool]:
    """Return the schools that a file names, those of other territories marked."""
    names: dict[str, str] = {}
    most: dict[str, int] = defaultdict(int)
    for one in results.schools:
        if one.code is not None:
            names[one.code] = names.get(one.code) or (one.name or "")[:300]
            most[one.code] = max(most[one.code], one.participants or 0)
    foreign = crosswalk.foreign_to(imported.territory, names)
    return [
        ImportSchool(
            imported=imported, code=code, name=name, participants=most[code],
            left_out=code in foreign,
        )
        for code, name in sorted(names.items())
    ]  # fmt: skip


def about_schools(
    imported: Import, schools: list[ImportSchool], crosswalk: Crosswalk
) -> list[ImportFinding]:
    """Return remarks that only the list of our schools can make."""
    left_out = [one.code for one in schools if one.left_out]
    unknown = [one.code for one in schools if not crosswalk.is_known(one.code)]
    found: list[ImportFinding] = []
    if left_out:
        found.append(
            ImportFinding(
                imported=imported,
                level=ImportFinding.Level.NOTE,
                code="school_left_out",
                sentence=f"Школы других территорий ({len(left_out)}) не добавляются: "
                f"{_listed(left_out)}.",
                fix="Ничего делать не нужно: их результаты загружает их муниципалитет.",
            )
        )
    if unknown:
        found.append(
            ImportFinding(
                imported=imported,
                level=ImportFinding.Level.WARNING,
                code="school_unmatched",
                sentence=f"Кодов нет среди наших школ ({len(unknown)}): {_listed(unknown)}.",
                fix="Скажите, какие это школы, на странице «Неизвестные коды». Их результаты "
                "появятся, как только код сопоставлен.",
            )
        )
    return found


def _listed(codes: list[str], most: int = 10) -> str:
    shown = ", ".join(codes[:most])
    return f"{shown} и ещё {len(codes) - most}" if len(codes) > most else shown


def about_rows(
    imported: Import, results: FileResults, cells: dict[tuple[str, int], Values]
) -> list[ImportFinding]:
    """Return the remarks of the reader, each with the cells of its row."""
    return [
        ImportFinding(
            imported=imported, level=_level(one), code=one.code, sheet=(one.sheet or "")[:64],
            row=one.row, column=one.column or "", sentence=sentence_of(one), fix=fix_of(one),
            quarantined=load_findings()[one.code].quarantines,
            values=cells.get((one.sheet or "", one.row or 0), []),
        )
        for one in kept(results.findings)
    ]  # fmt: skip


def _level(one: Finding) -> str:
    if load_findings()[one.code].quarantines:
        return ImportFinding.Level.ERROR
    return ImportFinding.Level.NOTE if one.code in _NOTES else ImportFinding.Level.WARNING
