"""A binding in one Russian sentence. Pure: works on any object with its fields."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from opora.methodology.bindings import topic_titles
from opora.methodology.registers import load_registers

_POSTS = {
    "head": "директоров",
    "deputy": "заместителей директоров",
    "teacher": "учителей",
    "specialist": "специалистов сопровождения",
    "methodist": "методистов",
}
_FEW = (2, 3, 4)


class Bound(Protocol):
    """The fields of a binding that the sentence speaks of."""

    register: str
    types: list[str]
    topic: str
    words: list[str]
    hours_min: int | None
    counts: str
    target: int | None
    share: Decimal | None
    denominator: str
    posts: list[str]
    scope: str


def sentence_of(one: Bound) -> str:
    """Say when a measure counts as carried out."""
    shelf = load_registers().find(one.register).title
    parts = [f"Исполняется, когда в реестре «{shelf}» за срок {_amount(one)}"]
    parts += filter(None, (_types(one), _words(one), _topic(one), _hours(one)))
    each = ", у каждой организации, которая отвечает" if one.scope == "each" else ""
    return " ".join(parts) + each + "."


def progress_of(counts: str, done: int, needed: int, register: str) -> str:
    """Say how far it is: «4 из 6 договоров».

    Examples
    --------
    >>> progress_of("entries", 4, 6, "agreements")
    '4 из 6 договоров'
    >>> progress_of("people", 12, 30, "training")
    '12 из 30 человек'
    >>> progress_of("entries", 7, 4, "activities")
    '4 из 4 мероприятий, всего 7'
    """
    nouns = {"organisations": ("школы", "школ"), "people": ("человека", "человек"),
             "hours": ("часа", "часов")}  # fmt: skip
    one, many = nouns.get(counts) or _NOUNS.get(register, ("записи", "записей"))
    more = f", всего {done}" if done > needed else ""
    return f"{min(done, needed)} из {needed} {one if _is_one(needed) else many}{more}"


_NOUNS = {
    "acts": ("документа", "документов"),
    "agreements": ("договора", "договоров"),
    "activities": ("мероприятия", "мероприятий"),
    "training": ("удостоверения", "удостоверений"),
    "analyses": ("анализа", "анализов"),
    "teams": ("команды", "команд"),
    "advice": ("рекомендации", "рекомендаций"),
    "practices": ("публикации", "публикаций"),
    "monitoring": ("отчёта", "отчётов"),
}


def _is_one(count: int) -> bool:
    return count % 10 == 1 and count % 100 != 11  # noqa: PLR2004  # «одиннадцать» is many


def _forms(count: int, one: str, few: str, many: str) -> str:
    if _is_one(count):
        return one
    return few if count % 10 in _FEW and count % 100 not in (12, 13, 14) else many


def _amount(one: Bound) -> str:
    if one.share is not None:
        return f"будет не менее {one.share.normalize():f}% {_of_whom(one)} с записями"
    count = one.target or 1
    match one.counts:
        case "organisations":
            return (
                f"появятся записи не менее чем {count} {_forms(count, 'школы', 'школ', 'школ')}"
            )
        case "people":
            people = _forms(count, "человек", "человека", "человек")
            return (
                f"наберётся не менее {count} {people}{_posts_in_brackets(one.posts)} по записям"
            )
        case "hours":
            hours = _forms(count, "часа", "часов", "часов")
            return f"наберётся не менее {count} {hours} по записям"
    verb = _forms(count, "появится", "появятся", "появится")
    return f"{verb} {count} {_forms(count, 'запись', 'записи', 'записей')}"


def _of_whom(one: Bound) -> str:
    match one.denominator:
        case "staff":
            return " и ".join(_POSTS[post] for post in one.posts) or "работников"
        case "risk_group":
            return "обучающихся группы риска"
    return "школ"


def _posts_in_brackets(posts: Sequence[str]) -> str:
    return f" ({', '.join(_POSTS[post] for post in posts)})" if posts else ""


def _types(one: Bound) -> str:
    shelf = load_registers().find(one.register)
    titles = [f"«{shelf.type_title(code)}»" for code in one.types]
    if len(titles) > 1:
        return f"вида {', '.join(titles[:-1])} или {titles[-1]}"
    return f"вида {titles[0]}" if titles else "любого вида"


def _words(one: Bound) -> str:
    return f"со словом «{'» или «'.join(one.words)}» в названии" if one.words else ""


def _topic(one: Bound) -> str:
    if not one.topic:
        return ""
    return f"по теме «{topic_titles().get(one.topic, one.topic)}»"


def _hours(one: Bound) -> str:
    return f"объёмом от {one.hours_min} ч." if one.hours_min else ""
