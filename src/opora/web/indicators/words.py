"""Values of indicators in Russian words."""

from __future__ import annotations

from decimal import Decimal

from opora.domain.indicators.models import Target
from opora.domain.indicators.places import POPULATIONS
from opora.domain.indicators.queries.matrix import Cell
from opora.methodology.indicator_definitions import IndicatorDefinition
from opora.methodology.indicator_formulas import (
    Analysis,
    EntryCount,
    Formula,
    Headcount,
    PassportSum,
    Recorded,
    Schools,
)
from opora.methodology.passport_items import load_passport_items
from opora.methodology.registers import load_registers
from opora.web.words import NBSP

LEAST_FOR_PERCENT = 10
"""A share is told in per cent from so many on."""

HIDDEN_NOTE = (
    "Скрыто: меньше 5 учеников или по сумме можно вычислить такое число. Видит только школа."
)
BETTER = {"up": "больше — лучше", "down": "меньше — лучше", "none": "не оценивается"}
WHATS = {
    "entries": "записи",
    "organisations": "организации",
    "people": "люди, каждый один раз",
    "amount": "сколько человек",
    "hours": "часы",
    "topics": "разные темы",
}
POSTS = {
    "head": "директора",
    "deputy": "заместители директора",
    "teacher": "учителя",
    "specialist": "специалисты сопровождения",
    "methodist": "методисты",
    "other": "другие должности",
}
ROLES = {
    "served": "для кого",
    "participant": "участники",
    "side": "стороны",
    "leader": "кто провёл",
}
_WHEN = {
    "within": "за период",
    "during": "действовали в периоде",
    "in_effect": "действуют на конец периода",
}
ANALYSES = {
    "improved_schools": "сравнение результатов двух лет по школам",
    "improved_subjects": "сравнение результатов двух лет по русскому языку и математике",
    "listed_with_index": "статусы школ и индекс социального благополучия",
    "rechecked_alike": "перепроверки работ ВПР: оценено так же, в пределах допуска",
    "works_without_signs": "результаты ВПР и признаки, которые требуют проверки",
}


def figure(value: Decimal | int | None) -> str:
    """Print a number as Russian text has it.

    Examples
    --------
    >>> figure(Decimal("12.0")), figure(Decimal("7.5")), figure(None)
    ('12', '7,5', '')
    """
    if value is None:
        return ""
    return f"{int(value)}" if value == int(value) else f"{value:.1f}".replace(".", ",")


def percent(cell: Cell) -> str:
    """Print the share in per cent, where it is of ten or more."""
    if not cell.denominator or cell.numerator is None or cell.denominator < LEAST_FOR_PERCENT:
        return ""
    return f"{100 * cell.numerator / cell.denominator:.1f} %".replace(".", ",")


def cell_words(cell: Cell, *, yes_no: bool = False) -> str:
    """Print a cell in full, for tables that are exported."""
    if cell.kind != "value":
        told = {"none": "нет данных", "na": "неприменимо", "hidden": "скрыто: меньше 5"}
        return told[cell.kind]
    if yes_no:
        done = "да" if cell.numerator == cell.denominator else "нет"
        return f"{done} ({figure(cell.numerator)} из {figure(cell.denominator)})"
    if cell.denominator is None:
        return figure(cell.numerator)
    return f"{figure(cell.numerator)} из {figure(cell.denominator)}"


def target_words(target: Target, unit: str) -> str:
    """Print a target: «не менее 50 %»."""
    if unit == "да/нет":
        return "да"
    return f"{target.get_comparator_display()} {figure(target.value)}{NBSP}{unit}"


def unit_words(record: IndicatorDefinition) -> str:
    """Say in what an indicator is told."""
    return {"%": "доля, %", "чел.": "число человек", "ед.": "число"}.get(
        record.unit, record.unit
    )


def population_words(record: IndicatorDefinition) -> str:
    """Say among which organisations it is counted."""
    return POPULATIONS[record.population]


def formula_words(formula: Formula) -> list[tuple[str, str]]:
    """Say what is counted, line by line: («Числитель», words), («Знаменатель», words)."""
    joined = " и одновременно " if formula.joined == "all" else " или "
    above = joined.join(_numerator_words(one) for one in formula.numerator)
    lines = [("Считаем", above)]
    if formula.denominator is not None:
        lines.append(("Делим на", _denominator_words(formula.denominator)))
    return lines


def _numerator_words(one: EntryCount | Analysis | Recorded) -> str:
    if isinstance(one, EntryCount):
        return count_words(one)
    if isinstance(one, Analysis):
        return ANALYSES[one.code]
    return "мероприятия дорожных карт, исполненные в срок"


def count_words(count: EntryCount) -> str:
    """Say one count as a sentence without a verb."""
    register = load_registers().find(count.register)
    said = f"{WHATS[count.what]} по реестру «{register.title}»"
    if count.types:
        said += ": " + ", ".join(register.type_title(one) for one in count.types)
    if count.topics:
        said += f"; темы: {', '.join(count.topics)}"
    if count.hours_min:
        said += f"; не меньше {count.hours_min:g} ч."
    if count.posts:
        said += "; " + ", ".join(POSTS[one] for one in count.posts)
    if count.with_partner:
        said += "; вместе со школой, с которой тогда действовал договор"
    said += f"; {_WHEN[count.when]}"
    return said + ("; намеченные и проведённые" if count.state == "planned" else "")


def _denominator_words(below: EntryCount | Schools | Headcount | PassportSum) -> str:
    if isinstance(below, Schools):
        return "все школы, по которым считается показатель"
    if isinstance(below, Headcount):
        return "сотрудники на конец периода: " + ", ".join(POSTS[one] for one in below.posts)
    if isinstance(below, PassportSum):
        titles = {one.code: one.title for one in load_passport_items().items}
        return "социальный паспорт: " + ", ".join(titles.get(c, c) for c in below.items)
    return count_words(below)
