"""Social passports of schools as shares of the items of the index, with what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from opora.cli_identify.refusing import TableRefused, naming

if TYPE_CHECKING:
    from opora.methodology.passport_units import Unit
    from opora.results.model import FileResults, PassportValue

_TABLES = {".xlsx", ".xls", ".ods", ".csv"}

NO_LINE = "нет в паспорте"
NO_VALUE = "нет данных"
NOT_READ = "значение не прочитано"


@dataclass
class Passport:
    """What the passport of one school says.

    ``remarks`` says of an item why it is missing, or what was assumed about it.
    """

    school: str
    name: str
    file: str
    year: int | None = None
    pupils: int | None = None
    shares: dict[str, float] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Passports:
    """All passports that were read, and the files that hold none."""

    schools: tuple[Passport, ...]
    skipped: tuple[str, ...]


def read_passports(paths: Sequence[Path], year: int | None = None) -> Passports:
    """Read social passports from files and folders.

    Parameters
    ----------
    paths : sequence of Path
        Files, or folders all tables of which are read.
    year : int, optional
        The year in which the school year ends; passports of other years are passed over.

    Raises
    ------
    TableRefused
        If no passport is found, or a school has two.
    """
    found: list[Passport] = []
    skipped: list[str] = []
    for path in _files(paths):
        told = [one for one in _of_file(path) if year in (None, one.year) or one.year is None]
        found += told
        skipped += [] if told else [path.name]
    if not found:
        raise TableRefused(
            "Социальных паспортов не найдено" + (f" за {year} год." if year else ".")
        )
    _refuse_twins(found)
    return Passports(tuple(sorted(found, key=lambda one: one.school)), tuple(skipped))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*"))
            yield from (one for one in inside if one.suffix.lower() in _TABLES)
        else:
            yield path


def _refuse_twins(found: Iterable[Passport]) -> None:
    seen: dict[str, str] = {}
    for one in found:
        if one.school in seen:
            raise TableRefused(
                f"У школы «{one.school}» два паспорта: «{seen[one.school]}» и «{one.file}»; "
                "оставьте один или укажите год (--year)."
            )
        seen[one.school] = one.file


def _of_file(path: Path) -> Iterator[Passport]:
    from opora.results.reading import read_results_file

    with naming(path):
        results = read_results_file(path)
    if results.layout != "social_passport":
        return
    keys = [one.code or one.name or "" for one in results.schools]
    grouped: dict[str, list[PassportValue]] = defaultdict(list)
    for value in results.passport:
        grouped[value.school or (keys[0] if len(keys) == 1 else "")].append(value)
    for key, school in zip(keys, results.schools, strict=True):
        if not key:
            raise TableRefused(f"В паспорте «{path.name}» не названа школа.")
        one = Passport(key, school.name or key, path.name, school.procedure.year)
        one.pupils = school.participants
        _fill(one, grouped.get(key, []))
        _mark_unread(one, results)
        yield one


def _fill(one: Passport, values: Sequence[PassportValue]) -> None:
    """Turn lines into shares of items; of lines of one item that overlap the largest counts."""
    from opora.methodology.passport_units import load_passport_units

    units = load_passport_units()
    lines = _lines(values)
    totals: dict[Unit, float] = {"pupils": float(one.pupils)} if one.pupils else {}
    for label, (_, number) in lines.items():
        unit = units.total_of(label)
        if unit is not None and number:
            totals.setdefault(unit, number)
    for label, (item, number) in lines.items():
        if item is None or units.total_of(label):
            continue
        if number is None:
            one.remarks.setdefault(item, NO_VALUE)
            continue
        _take(one, item, *_share(label, number, totals))


def _lines(values: Sequence[PassportValue]) -> dict[str, tuple[str | None, float | None]]:
    """Add up the classes of each line."""
    lines: dict[str, tuple[str | None, float | None]] = {}
    for value in values:
        _, before = lines.get(value.indicator, (None, None))
        known = [one for one in (before, value.value) if one is not None]
        lines[value.indicator] = value.item, sum(known) if known else None
    return lines


def _share(
    label: str, number: float, totals: Mapping[Unit, float]
) -> tuple[float | None, str | None]:
    """Return the share that a line states, and what is to be said about it."""
    from opora.methodology.passport_units import load_passport_units

    units = load_passport_units()
    if units.is_percent(label):
        return _within(number, 100.0)
    unit = units.unit_of(label) or "pupils"
    if unit in totals:
        return _within(number, totals[unit])
    if unit == "families" and "pupils" in totals:
        share, why = _within(number, totals["pupils"])
        return share, why or "число семей не указано, делили на число обучающихся"
    names = {"pupils": "обучающихся", "families": "семей", "parents": "родителей"}
    return None, f"не указано общее число {names[unit]}"


def _within(number: float, total: float) -> tuple[float | None, str | None]:
    if number <= total:
        return number / total, None
    return None, f"{number:g} больше, чем всего ({total:g})"


def _take(one: Passport, item: str, share: float | None, remark: str | None) -> None:
    if share is None:
        one.remarks.setdefault(item, remark or NO_VALUE)
    elif item not in one.shares:
        one.shares[item] = share
        one.remarks.pop(item, None)
        if remark:
            one.remarks[item] = remark
    else:
        one.shares[item] = max(one.shares[item], share)
        one.remarks[item] = "несколько строк об одном, взята большая"


def _mark_unread(one: Passport, results: FileResults) -> None:
    """Say of an item whose line was put aside where that line stands."""
    from opora.results.passport_indicators import item_of

    for finding in results.findings:
        item = item_of(finding.detail.partition(":")[0]) if finding.detail else None
        if finding.code == "bad_value" and item and item not in one.shares:
            one.remarks[item] = f"{NOT_READ} (строка {finding.row})"
