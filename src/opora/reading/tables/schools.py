"""Schools named in the title of a section."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from opora.reading.tables.vocabulary import vocabulary

_OPENING, _CLOSING = "«„“(", "»”)"


def schools_of(title: str) -> tuple[str, ...]:
    """Return the schools that a title names, as printed.

    A school is a legal form with a name («МБОУ «Ольховская ОШ»») or, in a list after a colon or
    in brackets, a kind of school with a name («СОШ № 3»). A comma misplaced after the form is
    put right.

    Examples
    --------
    >>> schools_of("Реализация модели: МБОУ СШ № 1, МБОУ, «Ольховская ОШ»")
    ('МБОУ СШ № 1', 'МБОУ «Ольховская ОШ»')
    >>> schools_of("Повышение квалификации на базе ГАОУ ДПО «ИРО»")
    ()
    """
    named = [_name(part) for part in _split_by_forms(title)]
    schools = _expanded([name for name in named if name])
    return tuple(schools or _named_by_kind(title))


def begins_with_school(text: str) -> bool:
    """Tell a text that opens with the legal form of a school or its abbreviation."""
    return bool(re.match(rf"(?:{_forms()}|{_abbreviations()})\b", text))


def ends_in_form(text: str) -> bool:
    """Tell a text cut off between the legal form of a school and its name."""
    return bool(re.search(rf"\b(?:{_forms()})$", text))


def _split_by_forms(title: str) -> list[str]:
    starts = [match.start() for match in re.finditer(rf"\b(?:{_forms()})\b", title)]
    starts = [start for start in starts if not _inside_quotes(title, start)]
    return [title[a:b] for a, b in pairwise([*starts, len(title)])]


def _inside_quotes(text: str, position: int) -> bool:
    before = text[:position]
    return before.count("«") > before.count("»")


def _name(part: str) -> str | None:
    """Cut a name that opens with a form where the list goes on."""
    repaired = re.sub(rf"^({_forms()})\s*,\s*(?=[«\"])", r"\1 ", part)
    name = repaired[: _end(repaired)].strip(" .;,")
    bare = bool(re.fullmatch(_forms(), name))
    return None if bare or _is_other(name) else name


def _end(text: str) -> int:
    """Position of the first separator outside quotes and brackets, or of a bracket too many."""
    depth, quoted = 0, False
    for position, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif letter in _OPENING:
            depth += 1
        elif letter in _CLOSING:
            depth -= 1
            if depth < 0:
                return position
        elif depth == 0 and _separates(text, position):
            return position
    return len(text)


def _separates(text: str, position: int) -> bool:
    if text[position] in ",;:":
        return not re.match(r",\s*(?:№\s*)?\d", text[position:])
    return bool(re.match(r"\s(?:и(?!\s+(?:№\s*)?\d)|–|-|—)\s", text[position:]))


def _is_other(name: str) -> bool:
    """Tell an institute, a centre or a kindergarten: it has a form and is no school."""
    outer = re.sub(r"«[^»]*»?|\"[^\"]*\"?", "", name)
    kinds = "|".join(map(re.escape, vocabulary().not_schools))
    if re.search(rf"\b(?:{kinds})\b", outer):
        return True
    return bool(re.search(rf"\b(?:{kinds})\b", name)) and not _has_school_word(name)


def _has_school_word(text: str) -> bool:
    nouns = "|".join(map(re.escape, vocabulary().school_nouns))
    return bool(
        re.search(nouns, text, re.IGNORECASE) or re.search(rf"\b(?:{_abbreviations()})\b", text)
    )


def _expanded(names: list[str]) -> list[str]:
    """Part «МБОУ СОШ № 1, 2, 5» into three schools."""
    found: list[str] = []
    for name in names:
        listed = re.fullmatch(r"(.*?№+\s*)(\d+(?:\s*(?:,|и)\s*(?:№\s*)?\d+)+)(\s.+)?", name)
        if listed is None:
            found.append(name)
            continue
        stem = re.sub("№+", "№", listed[1])
        found += [stem + number + (listed[3] or "") for number in re.findall(r"\d+", listed[2])]
    return found


def _named_by_kind(title: str) -> list[str]:
    """Schools without a legal form, in a list after the last colon or in brackets."""
    lists = [
        *re.findall(r"\(([^()]*)\)", title),
        title.rpartition(":")[2] if ":" in title else "",
    ]
    for text in lists:
        names = [part.strip(" .;") for part in re.split(r"[,;](?![^«]*»)|\sи\s", text)]
        if names and all(_is_named_school(name) for name in names if name):
            return _expanded([name for name in names if name])
    return []


def _is_named_school(name: str) -> bool:
    if not _has_school_word(name) or _is_other(name):
        return False
    proper = [
        word for word in re.findall(r"\b[А-ЯЁ][а-яё]+", name) if not _has_school_word(word)
    ]
    return bool(proper) or any(mark in name for mark in '№«"')


@cache
def _forms() -> str:
    return "|".join(sorted(map(re.escape, vocabulary().school_forms), key=len, reverse=True))


@cache
def _abbreviations() -> str:
    return "|".join(map(re.escape, vocabulary().school_abbreviations))
