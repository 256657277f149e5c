"""Russian words for days and periods: «до 1 августа 2022 г.», «I квартал 2022 г.»."""

from __future__ import annotations

from datetime import date, timedelta

from opora.domain.organisations.school_years import SchoolYear

_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_OF_MONTH = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_QUARTERS = {(1, 3): "I", (4, 6): "II", (7, 9): "III", (10, 12): "IV"}
_SEPTEMBER = 9


def school_year_label(start: int) -> str:
    """Name a school year.

    Examples
    --------
    >>> school_year_label(2025)
    '2025/26 учебный год'
    """
    return f"{SchoolYear(start)} учебный год"


def day_label(day: date) -> str:
    """Name a day.

    Examples
    --------
    >>> day_label(date(2022, 8, 1))
    '1 августа 2022 г.'
    """
    return f"{day.day} {_OF_MONTH[day.month - 1]} {day.year} г."


def by_label(day: date) -> str:
    """Name a deadline.

    Examples
    --------
    >>> by_label(date(2022, 8, 1))
    'до 1 августа 2022 г.'
    """
    return f"до {day_label(day)}"


def by_month_label(first: date) -> str:
    """Name a deadline given by its month only.

    Examples
    --------
    >>> by_month_label(date(2022, 12, 1))
    'до декабря 2022 г.'
    """
    return f"до {_OF_MONTH[first.month - 1]} {first.year} г."


def month_label(day: date) -> str:
    """Name the month of a day.

    Examples
    --------
    >>> month_label(date(2022, 9, 14))
    'сентябрь 2022 г.'
    """
    return f"{_MONTHS[day.month - 1]} {day.year} г."


def window_label(first: date, last: date) -> str:
    """Name a window by the largest calendar unit that it fills.

    Examples
    --------
    >>> window_label(date(2022, 1, 1), date(2022, 3, 31))
    'I квартал 2022 г.'
    >>> window_label(date(2025, 11, 1), date(2026, 2, 28))
    'ноябрь 2025 г. – февраль 2026 г.'
    >>> window_label(date(2022, 9, 12), date(2022, 9, 23))
    '12–23 сентября 2022 г.'
    """
    if first == last:
        return day_label(first)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        return _months_label(first, last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {_OF_MONTH[last.month - 1]} {last.year} г."
    if first.year == last.year:
        return f"{first.day} {_OF_MONTH[first.month - 1]} – {day_label(last)}"
    return f"{day_label(first)} – {day_label(last)}"


def _months_label(first: date, last: date) -> str:
    months = (first.month, last.month)
    if first.year == last.year:
        if first.month == last.month:
            return month_label(first)
        if months in _QUARTERS:
            return f"{_QUARTERS[months]} квартал {first.year} г."
        if months == (1, 12):
            return f"{first.year} год"
        return f"{_MONTHS[first.month - 1]} – {month_label(last)}"
    if months == (_SEPTEMBER, _SEPTEMBER - 1) and last.year == first.year + 1:
        return school_year_label(first.year)
    return f"{month_label(first)} – {month_label(last)}"
