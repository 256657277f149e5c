"""Results of a test as a table: the template out, a filled one in, row by row."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

import xlsxwriter

from opora.domain.diagnostics.models import Diagnosis
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.services import diagnoses
from opora.domain.diagnostics.services.diagnoses import Found
from opora.domain.organisations.models import Organisation
from opora.domain.organisations.roster import RosterRefused, read_sheets
from opora.domain.people.models import User
from opora.domain.refusals import NotAllowed
from opora.domain.staff.models import Employment
from opora.methodology.competences import load_competences
from opora.methodology.packs import MethodologyError

NAME, PLACE = "ФИО", "Организация"
MOST_ROWS = 2000
_HEADER_WITHIN = 15
_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A remark on a row of the file, which was not taken."""

    row: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a file."""

    diagnoses: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What the whole file has in common."""

    source: str
    instrument: str
    day: date


@dataclass(frozen=True, slots=True)
class _Sheet:
    first_row: int
    name: int
    place: int | None
    competences: Mapping[int, str]
    rows: Sequence[Sequence[str]]


def template(schools: Iterable[Organisation], *, on: date) -> bytes:
    """Return a workbook with the teachers of the schools and a column for each competence."""
    staff = Employment.objects.on(on).filter(
        organisation__in=list(schools), post__in=Employment.TEACHING
    )
    people = staff.select_related("person", "organisation").order_by(
        "organisation__short_name", "person__search", "pk"
    )
    rows = dict.fromkeys((one.person.full_name, one.organisation.short_name) for one in people)
    titles = [f"{code} {title}" for code, title in load_competences().titles().items()]
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet("Результаты")
        wrapped = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet.set_column(0, 1, _WIDTH)
        sheet.set_column(2, len(titles) + 1, _WIDTH // 2)
        for place, words in enumerate((NAME, PLACE, *titles)):
            sheet.write_string(0, place, words, wrapped)
        for line, (person, school) in enumerate(rows, start=1):
            sheet.write_string(line, 0, person)
            sheet.write_string(line, 1, school)
        sheet.freeze_panes(1, 2)
    return made.getvalue()


def take(  # noqa: PLR0913  # which file, of what test, whose schools
    *,
    content: bytes,
    name: str,
    test: Check,
    schools: Sequence[Organisation],
    by: User,
    at: datetime,
) -> Taken:
    """Enter every row that is understood; the others are said with their reason.

    Raises
    ------
    PurposeForbidden
        If the file, the instrument or a header speaks of ВПР.
    DiagnosticsRefused
        If it is no table of ours or too long for one go.
    """
    diagnoses.require_source(f"{name} {test.instrument}")
    sheet = _read(content, name)
    people = _people(schools, test.day)
    taken, lines = 0, []
    for row, cells in enumerate(sheet.rows, start=sheet.first_row):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            diagnoses.enter(found=_found(sheet, cells, people, test), by=by, at=at)
            taken += 1
        except (DiagnosticsRefused, NotAllowed) as refusal:
            lines.append(Line(row, str(refusal)))
    return Taken(taken, tuple(lines))


def _read(content: bytes, name: str) -> _Sheet:
    try:
        sheets = read_sheets(content)
    except RosterRefused as refusal:
        raise DiagnosticsRefused(str(refusal)) from refusal
    for rows in sheets:
        for place, cells in enumerate(rows[:_HEADER_WITHIN]):
            diagnoses.require_source(" ".join(cells))
            if found := _header(cells):
                below = rows[place + 1 :]
                if len(below) > MOST_ROWS:
                    raise DiagnosticsRefused(
                        f"В файле «{name}» {len(below)} строк, а за один раз можно внести "
                        f"{MOST_ROWS}. Разделите его, например, по школам."
                    )
                columns, person, where = found
                return _Sheet(place + 2, person, where, columns, below)
    raise DiagnosticsRefused(
        f"В файле «{name}» нет строки со столбцом «{NAME}» и столбцами компетенций. Возьмите "
        "наш шаблон: в нём учителя уже вписаны."
    )


def _header(cells: Sequence[str]) -> tuple[dict[int, str], int, int | None] | None:
    columns: dict[int, str] = {}
    known: dict[str, int] = {}
    for place, cell in enumerate(cells):
        words = " ".join(cell.split())
        known.setdefault(words.casefold(), place)
        if code := _competence(words):
            columns[place] = code
    person = known.get(NAME.casefold())
    if person is None or not columns:
        return None
    return columns, person, known.get(PLACE.casefold())


def _competence(words: str) -> str:
    for said in (words, words.partition(" ")[0]):
        try:
            return load_competences().find(said).code
        except MethodologyError:
            continue
    return ""


def _people(schools: Sequence[Organisation], day: date) -> dict[str, list[Employment]]:
    found: dict[str, list[Employment]] = {}
    staff = Employment.objects.on(day).filter(organisation__in=schools)
    for one in staff.select_related("person", "organisation__territory").order_by("pk"):
        same = found.setdefault(one.person.search, [])
        if all(
            (one.person_id, one.organisation_id) != (other.person_id, other.organisation_id)
            for other in same
        ):
            same.append(one)
    return found


def _found(
    sheet: _Sheet, cells: Sequence[str], people: Mapping[str, list[Employment]], test: Check
) -> Found:
    typed = _cell(cells, sheet.name)
    one = _employment(typed, _cell(cells, sheet.place), people)
    return Found(
        person=one.person,
        organisation=one.organisation,
        source=test.source,
        instrument=test.instrument,
        day=test.day,
        percents={
            code: _percent(said, code)
            for place, code in sheet.competences.items()
            if (said := _cell(cells, place))
        },
    )


def _cell(cells: Sequence[str], place: int | None) -> str:
    return " ".join(cells[place].split()) if place is not None and place < len(cells) else ""


def _employment(name: str, place: str, people: Mapping[str, list[Employment]]) -> Employment:
    same = people.get(name.casefold().replace("ё", "е"), [])
    if not same:
        raise DiagnosticsRefused(f"«{name}» не работает в ваших школах в день диагностики.")
    there = [
        one
        for one in same
        if place.casefold()
        in (one.organisation.short_name.casefold(), one.organisation.name.casefold())
    ]
    chosen = there or same
    if len(chosen) > 1 or (place and not there):
        raise DiagnosticsRefused(
            f"«{name}»: не понять, в какой школе. Впишите в столбец «{PLACE}» её краткое "
            "наименование."
        )
    return chosen[0]


def _percent(said: str, code: str) -> Decimal:
    try:
        return Decimal(said.rstrip("% ").replace(",", ".")).quantize(Decimal("0.1"))
    except InvalidOperation:
        raise DiagnosticsRefused(f"{code}: «{said}» — не процент.") from None


SOURCES = (Diagnosis.Source.TEST, Diagnosis.Source.LESSON)
"""What a file may hold; a self-assessment is the teacher's own."""
