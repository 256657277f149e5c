"""Packages as tables: what one would change, and what was received, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from opora.domain.exchange.differences import FIELD_WORDS, SECTION_WORDS, Change, Plain
from opora.domain.identification.models import SchoolStatus, Verdict
from opora.domain.identification.words import procedure
from opora.domain.roadmaps.models import Roadmap
from opora.reports.tables import Cell, Table

KIND_WORDS = {"added": "новое", "changed": "изменилось", "removed": "исчезло"}
_VALUES: dict[str, dict[str, str]] = {
    "property": dict(SchoolStatus.Property.choices),
    "official": dict(Verdict.Official.choices),
    "movement": dict(Verdict.Movement.choices),
    "level": dict(Roadmap.Level.choices),
}
_COUNTS = ("participants", "below")
_HASHES = ("data_hash", "digest")
_NAMING = ("title", "short_name", "round", "school")
"""Fields that say what a row is about, those it has."""


def changes_table(
    changes: Iterable[Change], rows: Mapping[str, Plain], standing: Mapping[str, Plain]
) -> Table:
    """Lay out what a package would change, a line a field.

    Parameters
    ----------
    changes : iterable of Change
        What differs.
    rows, standing : mapping
        Rows of the package, and of the last accepted one.
    """
    names = _names({**standing["schools"], **rows["schools"]})
    lines = [
        (SECTION_WORDS[one.section], _title(one, rows, standing, names),
         KIND_WORDS[one.kind], *line)
        for one in changes
        for line in _lines(one, names)
    ]  # fmt: skip
    columns = ("Раздел", "О чём", "Что", "Поле", "Было", "Станет")
    return Table("Что изменит пакет", columns, lines)


def received_table(section: str, rows: Plain, schools: Plain) -> Table:
    """Lay out a section of what was received."""
    names = _names(schools)
    fields = [*next(iter(rows.values()), {})]
    lines = [
        [_words(field, content[field], names) for field in fields]
        for _, content in sorted(rows.items())
    ]
    columns = tuple(FIELD_WORDS[field].capitalize() for field in fields)
    note = "Числа, по которым можно узнать отдельных учеников, скрыты отправителем."
    return Table(SECTION_WORDS[section], columns, lines, note if section == "results" else "")


def _lines(change: Change, names: Mapping[str, str]) -> Iterable[tuple[Cell, Cell, Cell]]:
    """Yield a line for each field that changed; a row that came or went is one line."""
    if change.kind != "changed":
        yield ("", "", "")
        return
    for one in change.fields:
        before, after = (_words(one.code, value, names) for value in (one.before, one.after))
        yield (one.name, before, after)


def _title(
    change: Change, rows: Mapping[str, Plain], standing: Mapping[str, Plain],
    names: Mapping[str, str],
) -> str:  # fmt: skip
    row = rows[change.section].get(change.key) or standing[change.section][change.key]
    said = [str(_words(field, row[field], names)) for field in _NAMING if field in row]
    return ", ".join(said) or _round_words(change.key)


def _round_words(key: str) -> str:
    """Name a round by its key, «ВПР-МА-5 2025»; one that we do not know stays as it is."""
    code, _, year = key.rpartition(" ")
    try:
        return f"{procedure(code)}, {year}"
    except ValueError:
        return key


def _names(schools: Plain) -> dict[str, str]:
    return {key: str(row["short_name"]) for key, row in schools.items()}


def _words(field: str, value: Any, names: Mapping[str, str]) -> Cell:
    """Write a value as people read it: a code by its name, a school by its own."""
    if value is None:
        return "скрыто" if field in _COUNTS else ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, dict):
        return ", ".join(f"{scheme} {code}" for scheme, code in sorted(value.items()))
    if field == "school":
        return names[value]
    if field == "round":
        return _round_words(value)
    if field in _HASHES:
        return str(value)[:12]
    said: Cell = _VALUES.get(field, {}).get(value, value)
    return said
