"""What the rules of the grammar mean: tokens and stretches in, phrases out."""

# ruff: noqa: D102, FBT001, PLR2004 — methods are rules of deadlines.lark, explained there

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from lark import Token, v_args

from opora.reading.deadlines import stretches as st
from opora.reading.deadlines.phrases import (
    Clock,
    Every,
    Monthly,
    Often,
    Phrase,
    PlanYear,
    Side,
    Term,
    Then,
    Weekly,
    When,
    Whole,
    Word,
)
from opora.reading.deadlines.stretch_meaning import (
    Numbers,
    Stretches,
    StretchMeaning,
    dated,
    days_between,
)

Counted = tuple[Every, int, str]

_UNITS: dict[str, tuple[Every, int]] = {
    "YEAR_WORD": ("year", 1), "SCHOOL_YEAR": ("school_year", 1), "HALF": ("half", 1),
    "QUARTER": ("quarter", 1), "TERM": ("term", 1), "TRIMESTER": ("term", 1),
    "MONTH_WORD": ("month", 1), "WEEK": ("week", 1), "DAY_WORD": ("day", 1),
    "DECADE": ("day", 10),
}  # fmt: skip
_LENGTHS = {"DAY_WORD": "D", "WORKING_DAY": "D", "WEEK": "W", "MONTH_WORD": "M"}
_MOST = 366
_LATE_IN_MONTH = 20
"""«До 25 числа» of a quarter is in its last month, «до 10 числа» in the month after it."""


@v_args(inline=True)
class Meaning(StretchMeaning):
    """The rules about when, how often and counted from what."""

    # --- when ----------------------------------------------------------------------------

    def start(self, phrase: Phrase) -> Phrase:
        return phrase if _possible(phrase) else Word("impossible")

    def within(self, stretches: Stretches, *inclusive: Token) -> When:
        return When(stretches, inclusive=True if inclusive else None)

    def due(self, *parts: Any) -> When:
        stretches = next(part for part in parts if not isinstance(part, Token))
        day = all(one.unit == "day" for one in stretches)
        return When(stretches, "by" if day else "within", _inclusive(parts))

    def until(self, *words: Token) -> Side:
        return "not_later" if words[-1].type == "NOT_LATER" else "by"

    def until_when(self, *parts: Any) -> When:
        side, stretches = (part for part in parts if not isinstance(part, Token))
        inclusive = _inclusive(parts) or (True if side == "not_later" else None)
        return When(stretches, side, inclusive)

    def through(self, _: Token, stretches: Stretches, *_inclusive: Token) -> When:
        return When(stretches, "not_later", inclusive=True)

    def since(self, _: Token, stretches: Stretches) -> When:
        side: Side = "within" if stretches[-1].unit == "range" else "since"
        return When(stretches, side)

    def from_to(self, *parts: Any) -> When:
        first, last = (part for part in parts if not isinstance(part, Token))
        return When((st.join(first[0], last[-1]),))

    def from_day_to_day(self, *parts: Any) -> When:
        first, last = (part for part in parts if isinstance(part, int))
        month = next(part for part in parts if getattr(part, "type", "") == "MONTH")
        years = next((part for part in parts if isinstance(part, tuple)), None)
        return When(dated(days_between(((first, last),), month.value), years))

    def from_day_to_date(
        self, _: Token, first: int, __: Token, date: Token, *___: Token
    ) -> When:
        last, month, year = date.value
        return When(dated(days_between(((first, last),), month), ("YEAR", year, year)))

    def during(self, *_: Token) -> str:
        return "during"

    def year_of_plan(self, token: Token) -> bool:
        return bool(token.type == "SCHOOL_YEAR")

    def during_year(self, *parts: Any) -> PlanYear:
        return PlanYear(school=parts[-1], during=len(parts) > 1)

    def during_stretch(self, _: str, stretches: Stretches) -> When:
        return When(stretches, during=True)

    def until_part_of_year(self, side: Side, part: Token, school: bool) -> PlanYear:
        return PlanYear(school=school, side=side, part=part.value)

    def part_of_year(self, part: Token, school: bool) -> PlanYear:
        return PlanYear(school=school, part=part.value)

    # --- how often -----------------------------------------------------------------------

    def unit(self, token: Token) -> Counted:
        return (*_UNITS[token.type], str(token.value or ""))

    def frequency(self, token: Token) -> Often:
        unit, _, name = token.value.partition(" ")
        return Often(unit, name=name)

    def every(self, _: Token, *rest: Any) -> Often:
        unit, step, name = rest[-1]
        return Often(unit, step * (_count(rest[0]) if len(rest) > 1 else 1), name=name)

    def times(self, *parts: Any) -> tuple[int, int]:
        number = parts[0]
        if not isinstance(number, Token):
            return cast("tuple[int, int]", number[-1])
        times = 1 if number.type == "TIMES" else _count(number)
        return times, times

    def per(self, *parts: Any) -> Counted:
        unit, step, name = parts[-1]
        counted = len(parts) > 2 and getattr(parts[1], "type", "") != "EVERY"
        return unit, step * (_count(parts[1]) if counted else 1), name

    def times_per(self, *parts: Any) -> Often:
        (least, most), (unit, step, name) = parts[-2:]
        at_least = len(parts) > 2 or least < most
        return Often(unit, step, least, at_least=at_least, name=name)

    def bare_times(self, *parts: Any) -> Often:
        least, most = parts[-1]
        return Often("plan", times=least, at_least=len(parts) > 1 or least < most)

    # --- days of the week and of the month -----------------------------------------------

    def weekdays(self, *parts: Token) -> tuple[str, ...]:
        days = [part.value for part in parts if part.type == "WEEKDAY"]
        if len(days) == 2 and any(part.type == "DASH" for part in parts):
            first, last = map(st.WEEKDAYS.index, days)
            return st.WEEKDAYS[first : last + 1]
        return tuple(days)

    def weekly(self, *parts: Any) -> Weekly:
        return Weekly(parts[-1])

    def monthly_weekday(self, *parts: Any) -> Monthly:
        weekday = next(part for part in parts if getattr(part, "type", "") == "WEEKDAY")
        named = ",".join(f"{nth}{weekday.value}" for nth in _nths(parts))
        return Monthly(f"BYDAY={named}", "P1D")

    def quarterly_weekday(self, *parts: Any) -> Monthly:
        return replace(self.monthly_weekday(*parts), of_quarter=3)

    def monthly_spell(self, *parts: Any) -> Monthly:
        decade = any(getattr(part, "type", "") == "DECADE" for part in parts)
        length = 10 if decade else 7
        nth = _nths(parts)[0]
        day = -length if nth < 0 else length * (nth - 1) + 1
        return Monthly(f"BYMONTHDAY={min(day, 22)}", f"P{length}D")

    def bare_spell(self, *parts: Any) -> Monthly:
        return replace(self.monthly_spell(*parts), bare=True)

    def monthly_last_day(self, *_: Any) -> Monthly:
        return Monthly("BYMONTHDAY=-1", "P1D")

    def until_last_day(self, *parts: Any) -> Monthly:
        return Monthly("BYMONTHDAY=-1", None, _of_quarter(parts[3:], 31), late=True)

    def until_end_of_each(self, _: Side, part: Token, *rest: Token) -> Monthly:
        day = {"start": 1, "middle": 15, "end": -1}[part.value]
        quarter = 3 if rest[-1].type == "QUARTER" else None
        return Monthly(f"BYMONTHDAY={day}", None, quarter, late=day < 0)

    def part_of_each(self, part: Token, *_: Token) -> Monthly:
        day = {"start": 1, "middle": 11, "end": 21}[part.value]
        return Monthly(f"BYMONTHDAY={day}", "P10D")

    def on_day_number(self, *parts: Any) -> Monthly:
        numbers = next(part for part in parts if isinstance(part, tuple))
        days = [day for first, last in numbers for day in (first, last)]
        if any(first != last for first, last in numbers):
            return _numbered(days[0], days[-1], parts)
        return Monthly(_by_days(days), "P1D", _of_quarter(parts, days[-1]))

    def until_day_number(self, _: Side, numbers: Numbers, *anchors: Any) -> Monthly:
        days = [last for _, last in numbers]
        late = days[-1] > _LATE_IN_MONTH
        return Monthly(_by_days(days), None, _of_quarter(anchors, days[-1]), late=late)

    def days_numbered(self, *parts: Any) -> Monthly:
        first, last = (part for part in parts if isinstance(part, int))
        return _numbered(first, last, parts)

    def last_month_of_quarter(self, *_: Token) -> Monthly:
        return Monthly("BYMONTHDAY=1", "P1M", 3)

    def anchor(self, token: Token) -> Token:
        return token

    # --- a term counted from an event or to it -------------------------------------------

    def length(self, token: Token) -> str:
        return _LENGTHS[token.type]

    def term_after(self, *parts: Any) -> Term:
        return Term(_duration(parts), "after")

    def term_in(self, token: Token) -> Term:
        return Term(token.value, "after")

    def term_before(self, *parts: Any) -> Term:
        return Term(_duration(parts), "before")

    # --- single words --------------------------------------------------------------------

    def whole(self, token: Token) -> Whole:
        return Whole(continuous=token.value == "continuous")

    def then(self, token: Token) -> Then:
        return Then(yearly=token.value == "yearly")

    def inclusive(self, _: Token) -> Word:
        return Word("inclusive")

    def time(self, *parts: Token) -> Clock:
        return Clock("–".join(part.value for part in parts if part.type == "TIME"))

    def ditto(self, _: Token) -> Word:
        return Word("ditto")

    def nothing(self, _: Token) -> Word:
        return Word("nothing")


def _possible(phrase: Phrase) -> bool:
    """Whether the numbers are such as a calendar has."""
    if isinstance(phrase, Often):
        return 1 <= phrase.step <= _MOST and 1 <= (phrase.times or 1) <= _MOST
    if isinstance(phrase, Term):
        return 1 <= int(phrase.duration[1:-1]) <= _MOST
    if isinstance(phrase, Monthly):
        name, _, days = phrase.rule.partition("=")
        numbers = [int(day if name == "BYMONTHDAY" else day[:-2]) for day in days.split(",")]
        most = 31 if name == "BYMONTHDAY" else 5
        return all(-most <= number <= most and number for number in numbers)
    return True


def _inclusive(parts: tuple[Any, ...]) -> bool | None:
    return True if getattr(parts[-1], "type", "") == "INCLUSIVE" else None


def _count(number: Any) -> int:
    return int(number.value) if isinstance(number, Token) else int(number[-1][-1])


def _nths(parts: tuple[Any, ...]) -> list[int]:
    numbers = next((part for part in parts if isinstance(part, tuple)), None)
    return [nth for span in numbers for nth in range(span[0], span[1] + 1)] if numbers else [-1]


def _duration(parts: tuple[Any, ...]) -> str:
    unit = next(part for part in reversed(parts) if part in _LENGTHS.values())
    counts = [
        part for part in parts if isinstance(part, tuple) or getattr(part, "type", "") == "CARD"
    ]
    return f"P{_count(counts[0]) if counts else 1}{unit}"


def _by_days(days: list[int]) -> str:
    return "BYMONTHDAY=" + ",".join(str(day) for day in sorted(set(days)))


def _numbered(first: int, last: int, parts: tuple[Any, ...]) -> Monthly:
    length = max(last - first, 0) + 1
    return Monthly(f"BYMONTHDAY={first}", f"P{length}D", _of_quarter(parts, last))


def _of_quarter(parts: tuple[Any, ...], day: int) -> int | None:
    """Return which month of a quarter the words after «числа» mean, None for every month."""
    kinds = [part.type for part in parts if isinstance(part, Token)]
    if "QUARTER" not in kinds:
        return None
    if "FOLLOWING" in kinds:
        return 4
    orders = [part.value for part in parts if isinstance(part, Token) and part.type == "ORD"]
    if orders:
        return int(orders[0])
    return 3 if "LAST" in kinds or day > _LATE_IN_MONTH else 4
