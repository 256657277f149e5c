"""What a package holds: sections of rows, each row with a key that stays from year to year.

Rows name schools by ``school``, the key of a row of ``schools``: a code of a register where
there is one. Counts that tell of persons are null before they leave the municipality.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from types import GenericAlias
from typing import Annotated, Any

import msgspec

from opora.domain.refusals import Refused

VERSION = 1

Count = Annotated[int, msgspec.Meta(ge=0, le=10**6)]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Text = Annotated[str, msgspec.Meta(max_length=2000)]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of a section."""

    key: Key


class School(Row, frozen=True, kw_only=True):
    """A school."""

    name: Text
    short_name: Text
    codes: dict[str, Text]
    address: Text
    pupils: Count | None
    closed_on: date | None


class Round(Row, frozen=True, kw_only=True):
    """An assessment of a year."""

    code: Text
    year: Count


class Result(Row, frozen=True, kw_only=True):
    """A school in a round; both counts are null where they are hidden."""

    round: Key
    school: Key
    participants: Count | None
    below: Count | None


class Run(Row, frozen=True, kw_only=True):
    """An approved list, with the hashes by which it can be computed again."""

    year: Count
    rule: Text
    data_hash: Text
    digest: Text
    code_version: Text
    schools: Count
    listed: Count
    act: Text


class Verdict(Row, frozen=True, kw_only=True):
    """What an approved list says of a school."""

    run: Key
    school: Key
    official: Text
    listed: bool
    conclusion: Text
    movement: Text


class Status(Row, frozen=True, kw_only=True):
    """A period in which a school was ШНОР or ШНСУ."""

    school: Key
    property: Text
    since: date
    until: date | None
    basis: Text
    ended_by: Text


class Roadmap(Row, frozen=True, kw_only=True):
    """A roadmap in force, with all its obligations counted on the day of the package."""

    level: Text
    owner: Text
    title: Text
    start: date
    end: date
    act: Text
    total: Count
    come_due: Count
    accepted_due: Count
    overdue: Count


class Progress(Row, frozen=True, kw_only=True):
    """What a school owes by a roadmap, counted."""

    roadmap: Key
    school: Key
    total: Count
    come_due: Count
    accepted_due: Count
    overdue: Count


SECTIONS: dict[str, type[Row]] = {
    "schools": School,
    "rounds": Round,
    "results": Result,
    "runs": Run,
    "verdicts": Verdict,
    "statuses": Status,
    "roadmaps": Roadmap,
    "progress": Progress,
}
REFERENCES = {"school": "schools", "round": "rounds", "run": "runs", "roadmap": "roadmaps"}
"""Field of a row → the section in which it is a key."""

Contents = dict[str, list[Row]]


class WrongContents(Refused):
    """The rows contradict each other; the sentence says where."""


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the sections, which travels in the package."""
    _, parts = msgspec.json.schema_components(SECTIONS.values(), ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Пакет Опоры, версия {VERSION}",
        "type": "object",
        "properties": {
            name: {"type": "array", "items": {"$ref": f"#/$defs/{row.__name__}"}}
            for name, row in SECTIONS.items()
        },
        "$defs": parts,
    }


def encode(rows: Iterable[Row]) -> bytes:
    """Write a section as JSON, by key: the same rows give the same bytes."""
    return msgspec.json.encode(sorted(rows, key=lambda row: row.key), order="sorted")


def decode(name: str, content: bytes) -> list[Row]:
    """Read a section.

    Raises
    ------
    WrongContents
        If it is not what the schema says.
    """
    try:
        rows: list[Row] = msgspec.json.decode(
            content, type=GenericAlias(list, (SECTIONS[name],))
        )
    except (msgspec.MsgspecError, RecursionError) as error:
        raise WrongContents(f"Раздел «{name}» не соответствует схеме: {error}.") from error
    return rows


def check(contents: Contents) -> None:
    """Refuse keys that repeat, and rows that name what is not there.

    Raises
    ------
    WrongContents
        With the first such row.
    """
    keys = {name: {row.key for row in rows} for name, rows in contents.items()}
    for row in contents["results"]:
        _check_counts(row)
    for name, rows in contents.items():
        if len(keys[name]) < len(rows):
            raise WrongContents(f"В разделе «{name}» повторяются ключи.")
        for field, section in REFERENCES.items():
            for row in rows:
                _check_reference(row, field, keys[section], name)


def _check_reference(row: Row, field: str, known: set[str], name: str) -> None:
    value = getattr(row, field, None)
    if value is not None and value not in known:
        raise WrongContents(f"Строка «{row.key}» раздела «{name}» ссылается на «{value}».")


def _check_counts(row: Row) -> None:
    below, participants = getattr(row, "below", None), getattr(row, "participants", None)
    if (below is None) != (participants is None):
        raise WrongContents(f"Число в строке «{row.key}» скрыто не целиком.")
    if below is not None and participants is not None and below > participants:
        raise WrongContents(f"В строке «{row.key}» ниже границы больше участников.")
