"""Head words that a list prints once: «руководители ШМО, РМО», «учителя физики, химии»."""

from __future__ import annotations

import re

from opora.reading.responsible.grammar import is_plural
from opora.reading.responsible.lexicon import (
    family,
    find_head,
    head_kind,
    is_acronym_like,
    is_duty,
    is_school,
)
from opora.reading.words import is_participle

_LAST_NUMBER = re.compile(r"№{0,2}\s*\d+(?=[^\d]*$)")
_TEACHER = re.compile(r"(?:учител|преподавател|педагог)\w*", re.IGNORECASE)
_IN_CLASS = re.compile(r"(?:учител|воспитател|руководител)\w*\s+\d+$")
_SUBJECT_WORDS = 3


def elided(before: str, text: str, separator: str) -> str | None:
    """Return the words of the actor before that this piece leaves out, or None.

    Examples
    --------
    >>> elided("руководители ШМО", "РМО", ","), elided("зам. директора по УВР", "ВР", ",")
    ('руководители', 'зам. директора по')
    """
    if re.fullmatch(r"№?\s*\d+", text):
        return _before_number(before, text)
    if is_acronym_like(text):
        return _before_acronym(before, text, separator)
    if re.match(r"[А-ЯЁ]{3,}\s", text):
        return _before_school(before, text)
    if re.match(r"по\s+[А-ЯЁ]{2,}$", text) and " по " in before:
        return before.rpartition(" по ")[0]
    return _teacher(before, text) if separator == "," else None


def _before_number(before: str, text: str) -> str | None:
    number = _LAST_NUMBER.search(before)
    if number is None or _IN_CLASS.search(before):
        return None
    return before[: number.start()] + ("" if "№" in text else "№")


def _before_school(before: str, text: str) -> str | None:
    """Return «директора» where the next school follows: «директора МБОУ «Школа», МАОУ …»."""
    form = re.search(r"(?<=\s)[А-ЯЁ]{3,}(?=\s)", before)
    if form is None or {family(form[0]), family(text.partition(" ")[0])} != {"form"}:
        return None
    head = before[: form.start()].rstrip()
    return head if head_kind(head.partition(" ")[0]) is not None and is_plural(head) else None


def _before_acronym(before: str, text: str, separator: str) -> str | None:
    head, _, last = before.rpartition(" ")
    if not head:
        return None
    if is_duty(text) and head.endswith("по"):
        return head
    if is_school(last) and separator == "и":
        alike = family(text) in {"school", "low"}
    else:
        alike = family(text) is not None and family(text) in _families_after(last)
    return head if alike and head_kind(head.partition(" ")[0]) in {"post", "people"} else None


def _families_after(short: str) -> set[str | None]:
    """Return the families that may share a head with this abbreviation."""
    own = family(short)
    return {own, "school"} if own == "association" else {own}


def _teacher(before: str, text: str) -> str | None:
    """Return «учителя» where only the subject follows: «учителя физики», «химии»."""
    found = _TEACHER.match(before)
    first, *others = text.split()
    named = find_head(text) is not None or len(others) >= _SUBJECT_WORDS
    if found is None or named or not first[:1].islower() or is_participle(first):
        return None
    return before[: found.end()]
