"""Rows of a list of organisations: what becomes of each, and the writing of one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from opora.domain.organisations.fates import (
    RowFate,
    RowRefused,
    listed,
    one_of,
    read_count,
    read_inn,
)
from opora.domain.organisations.matching import SURE, Directory
from opora.domain.organisations.models import Organisation, OrganisationCode, Territory
from opora.domain.organisations.naming import fold, name_key
from opora.domain.organisations.roster import RosterRow, load_words
from opora.domain.organisations.services import organisations
from opora.domain.people import audit
from opora.domain.people.models import User

Scheme = OrganisationCode.Scheme
_LABELS = {
    "name": "полное наименование",
    "short_name": "краткое наименование",
    "kind": "вид",
    "address": "адрес",
    "pupils": "учеников",
    "aliases": "другие названия",
    **{scheme.value: scheme.label for scheme in Scheme},
}
_CODE = re.compile(r"[\w.-]{1,40}")


class _Known:
    """The organisations of a territory, by name and by code, loaded once."""

    def __init__(self, territory: Territory) -> None:
        rows = list(
            Organisation.objects.filter(territory=territory)
            .prefetch_related("codes")
            .order_by("pk")
        )
        self.directory = Directory(rows, [])
        self.by_name = {fold(row.name): row for row in rows}
        self.codes = {
            row.pk: {code.scheme: code.value for code in row.codes.all() if code.until is None}
            for row in rows
        }
        self.by_code = {
            (scheme, value): row for row in rows for scheme, value in self.codes[row.pk].items()
        }


def plan(rows: Sequence[RosterRow], territory: Territory) -> Iterator[RowFate]:
    """Give the fate of each row, in the order of the file."""
    known = _Known(territory)
    seen: dict[str, int] = {}
    for row in rows:
        try:
            yield _fate(row, known, seen)
        except RowRefused as refusal:
            yield RowFate(row, "refuse", row["name"] or f"строка {row.line}", str(refusal))


def _fate(row: RosterRow, known: _Known, seen: dict[str, int]) -> RowFate:
    values, inferred = _values(row)
    first = seen.setdefault(fold(values["name"]), row.line)
    if first != row.line:
        raise RowRefused(f"Повторяет строку {first}. Оставьте одну из них.")
    target = _target(values, known)
    if target is None:
        _refuse_alike(values["name"], known)
        return RowFate(row, "add", values["name"], inferred or "новая организация", values)
    differing = _differing(values, target, known.codes[target.pk])
    if not differing:
        return RowFate(row, "same", target.name, "уже записана так же", values, target)
    why = "изменится: " + ", ".join(_LABELS[field] for field in differing)
    return RowFate(row, "change", target.name, why, values, target)


def _values(row: RosterRow) -> tuple[dict[str, Any], str]:
    """Return the fields that the row fills, and what was inferred, for the person to see."""
    name = row["name"]
    if not name:
        raise RowRefused(
            "Пустой столбец «Полное наименование». Впишите наименование по уставу."
        )
    kind, inferred = _kind(row)
    values: dict[str, Any] = {"name": _short_enough(name, "name", 300), "kind": kind}
    if row["short_name"] or len(name) <= 120:  # noqa: PLR2004  # the width of the column
        values["short_name"] = _short_enough(row["short_name"] or name, "short_name", 120)
    else:
        raise RowRefused(
            "Наименование длинное, а «Краткое наименование» пусто. "
            "Впишите краткое, до 120 знаков."
        )
    if row["address"]:
        values["address"] = _short_enough(row["address"], "address", 300)
    if (pupils := read_count(row, "pupils", "Учеников")) is not None:
        values["pupils"] = pupils
    if aliases := [one.strip() for one in re.split(r"[;\n|]", row["aliases"]) if one.strip()]:
        values["aliases"] = aliases
    values |= {scheme: code for scheme in Scheme.values if (code := _code(row, scheme))}
    return values, inferred


def _short_enough(text: str, field: str, most: int) -> str:
    if len(text) > most:
        raise RowRefused(f"Столбец «{_LABELS[field]}» длиннее {most} знаков. Сократите.")
    return text


def _kind(row: RosterRow) -> tuple[str, str]:
    if row["kind"]:
        kind = one_of(row["kind"], load_words().kinds)
        if kind is None:
            labels = ", ".join(label.lower() for label in Organisation.Kind.labels)
            raise RowRefused(f"Столбец «Вид»: «{row['kind']}» не понять. Напишите: {labels}.")
        return kind, ""
    key = name_key(row["name"])
    kind = Organisation.Kind.SCHOOL.value if key.school_class else key.body
    if kind is None:
        raise RowRefused("Вид организации по названию не понять. Впишите его в столбец «Вид».")
    label = Organisation.Kind(kind).label.lower()
    return kind, f"новая организация; вид определён по названию: {label}"


def _code(row: RosterRow, scheme: str) -> str:
    if scheme == Scheme.INN:
        return read_inn(row)
    code = row[scheme].strip()
    if code and not _CODE.fullmatch(code):
        raise RowRefused(f"Столбец «{_LABELS[scheme]}»: «{code}» — не код. Проверьте столбец.")
    return code


def _target(values: dict[str, Any], known: _Known) -> Organisation | None:
    """Return the organisation of the row: by a code first, by its name else."""
    owners = {
        known.by_code[scheme, values[scheme]].pk: known.by_code[scheme, values[scheme]]
        for scheme in Scheme.values
        if (scheme, values.get(scheme)) in known.by_code
    }
    named = known.by_name.get(fold(values["name"]))
    if named is not None:
        owners.setdefault(named.pk, named)
    if len(owners) > 1:
        names = listed([owner.short_name for owner in owners.values()])
        raise RowRefused(
            f"Наименование и коды принадлежат разным организациям: {names}. Проверьте коды."
        )
    return next(iter(owners.values()), None)


def _refuse_alike(name: str, known: _Known) -> None:
    """Refuse a new name that surely means an organisation we have: we bind nothing by guess."""
    alike = [match for match in known.directory.organisations(name) if match.score >= SURE]
    if alike:
        names = listed([match.organisation.name for match in alike])
        raise RowRefused(
            f"Похоже на уже записанную: {names}. Если это она, напишите наименование так же; "
            "если другая — добавьте её на странице «Организации»."
        )


def _differing(
    values: dict[str, Any], target: Organisation, codes: dict[str, str]
) -> list[str]:
    now = {
        field: codes.get(field) if field in Scheme.values else getattr(target, field)
        for field in values
    }
    return list(audit.changes(now, values)[1])


def write(fate: RowFate, territory: Territory, *, by: User, at: datetime) -> None:
    """Write one row that adds or changes."""
    codes = {scheme: fate.values[scheme] for scheme in Scheme.values if scheme in fate.values}
    fields = {name: value for name, value in fate.values.items() if name not in codes}
    if fate.target is None:
        organisations.add(territory=territory, by=by, at=at, codes=codes, **fields)
    else:
        organisations.edit(organisation=fate.target, by=by, at=at, codes=codes, **fields)
