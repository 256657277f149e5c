"""Russian words around numbers and days."""

from __future__ import annotations

from datetime import date

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
MONTH_NAMES = (
    "Январь", "Февраль", "Март", "Апрель", "Май", "Июнь",
    "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь",
)  # fmt: skip
MONTHS_SHORT = (
    "янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "нояб", "дек",
)  # fmt: skip
WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
WEEKDAY_NAMES = (
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
)  # fmt: skip
NBSP = "\u00a0"


def plural_form(count: int, forms: str) -> str:
    """Choose among «день,дня,дней» by the count."""
    one, few, many = forms.split(",")
    tens, units = abs(count) % 100, abs(count) % 10
    if units == 1 and tens != 11:  # noqa: PLR2004  # the grammar of Russian numerals
        return one
    if units in (2, 3, 4) and tens not in (12, 13, 14):
        return few
    return many


def number(count: int) -> str:
    """Group thousands with a space that does not break: «3 406»."""
    return f"{count:,}".replace(",", NBSP)


def counted(count: int, forms: str) -> str:
    """Join the count and its word: «28 дней»."""
    return f"{number(count)}{NBSP}{plural_form(count, forms)}"


def out_of(count: int, forms: str) -> str:
    """Join the count and its word after «из»: «21 мероприятия», «2 рекомендаций»."""
    _, few, many = forms.split(",")
    return f"{number(count)}{NBSP}{plural_form(count, f'{few},{many},{many}')}"


def days(count: int) -> str:
    """Say a number of days: «1 день», «23 дня»."""
    return counted(count, "день,дня,дней")


def long_day(day: date) -> str:
    """Say a day with its weekday: «12 ноября 2025 г., ср»."""
    return (
        f"{day.day}{NBSP}{MONTHS[day.month - 1]} {day.year}{NBSP}г., {WEEKDAYS[day.weekday()]}"
    )


def full_day(day: date) -> str:
    """Say a day as in a heading: «Среда, 12 ноября 2025 года»."""
    weekday = WEEKDAY_NAMES[day.weekday()].capitalize()
    return f"{weekday}, {day.day}{NBSP}{MONTHS[day.month - 1]} {day.year} года"


def days_left(due: date, today: date) -> str:
    """Say how far a day is: «через 2 дня», «сегодня», «28 дней назад»."""
    left = (due - today).days
    if left == 0:
        return "сегодня"
    if left == 1:
        return "завтра"
    return f"через {days(left)}" if left > 0 else f"{days(-left)} назад"
