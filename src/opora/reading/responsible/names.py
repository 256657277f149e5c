"""Names of people in a text: «Иванова И.И.», «И. И. Иванова», «Иванова Мария Петровна»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opora.reading.model import Span
from opora.reading.responsible.lexicon import head_kind
from opora.reading.responsible.surnames import Gender, GrammaticalCase, nominative_surname
from opora.reading.words import parses

_SURNAME = r"(?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?|[А-ЯЁ]{3,}(?:-[А-ЯЁ]{3,})?)"
# OCR reads a dot of the initials as a comma, or loses it.
_INITIALS = r"(?:[А-ЯЁ][.,]\s{0,2}[А-ЯЁ](?:[.]|(?![а-яёА-ЯЁ.]))|[А-ЯЁ]{2}(?![а-яёА-ЯЁ]))"
_PATRONYMIC = (
    r"[А-ЯЁ][а-яё]+(?:ович|евич|ич|овн|евн|ичн|иничн)(?:а|у|ем|ом|е|ы|ой|ною)?"
    r"|[А-ЯЁ][а-яё]+(?:\s+|-)(?:кызы|оглы|гызы|угли)"
)
_NAME = re.compile(
    rf"(?<![А-ЯЁа-яё.-])(?:"
    rf"(?P<last>{_SURNAME})\s+(?P<first>[А-ЯЁ][а-яё]+)\s+(?P<middle>{_PATRONYMIC})(?![а-яё])"
    rf"|(?P<first2>[А-ЯЁ][а-яё]+)\s+(?P<middle2>{_PATRONYMIC})\s+(?P<last2>{_SURNAME})"
    rf"|(?P<last3>{_SURNAME})\s*(?P<initials3>{_INITIALS})"
    rf"|(?P<initials4>[А-ЯЁ]\.\s{{0,2}}[А-ЯЁ]\.)\s*(?P<last4>{_SURNAME})"
    rf"|(?P<last5>{_SURNAME})\s(?P<initials5>[А-ЯЁ]\.)(?!\s?[А-ЯЁа-яё]\.)"
    rf")"
)
_SINGLE = re.compile(rf"(?<![А-ЯЁа-яё.-]){_SURNAME}(?![а-яё])")
_LIKE_SURNAME = re.compile(r"(?:[оеё]в|[иы]н)а?$|[сц]к(?:ий|ая)$")
_NAMED_AFTER = re.compile(r"(?:им\.|имени|Героя|ул\.|улиц[аы])(?:\s+\S+){0,3}\s*$")


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text."""

    span: Span
    surname: str
    initials: str
    first: str | None = None
    middle: str | None = None

    def norm(
        self, cases: tuple[GrammaticalCase, ...] = (), gender: Gender | None = None
    ) -> str:
        """Return «Фамилия И.О.» in the nominative."""
        surname = nominative_surname(self.surname, cases, self.gender() or gender)
        return f"{surname} {self.initials}".strip()

    def gender(self) -> Gender | None:
        """Return the gender that the patronymic tells, if there is one."""
        if self.middle is None:
            return None
        return "femn" if re.search(r"(?:вн|ичн)\w{0,2}$|кызы|гызы", self.middle) else "masc"


def _name(match: re.Match[str]) -> Name:
    group = match.groupdict()
    last = next(
        group[key] for key in ("last", "last2", "last3", "last4", "last5") if group[key]
    )
    first, middle = group["first"] or group["first2"], group["middle"] or group["middle2"]
    if first and middle:
        initials = f"{first[0]}.{middle[0]}."
    else:
        printed = group["initials3"] or group["initials4"] or group["initials5"] or ""
        initials = "".join(f"{letter}." for letter in re.findall("[А-ЯЁ]", printed))
    return Name(Span(match.start(), match.end()), last, initials, first, middle)


def is_surname(word: str) -> bool:
    """Tell whether a capitalised word can be a surname in the nominative («Жуков»)."""
    if not word[0].isupper():
        return False
    listed = (
        {"Surn", "nomn"} in one.tag
        and one.methods_stack[0][0].__class__.__name__ == "DictionaryAnalyzer"
        for one in parses(word.lower())
    )
    return _LIKE_SURNAME.search(word) is not None or any(listed)


def find_names(text: str) -> Iterator[Name]:
    """Find the people named in a text; «школа им. И.И. Иванова» is not one of them.

    Examples
    --------
    >>> [name.norm() for name in find_names("Иванова И.И., П. П. Жуков")]
    ['Иванова И.И.', 'Жуков П.П.']
    """
    for match in _NAME.finditer(text):
        if not _NAMED_AFTER.search(text[: match.start()]) and not _is_role_of_body(match):
            yield _name(match)


def _is_role_of_body(match: re.Match[str]) -> bool:
    """Tell «Руководители ОО» and «ГМС ОО» from «Иванова ИИ», whose dots are lost."""
    initials = match["initials3"]
    return bool(initials and "." not in initials and "," not in initials) and (
        match["last3"].isupper() or not is_surname(match["last3"])
    )


def only_surname(text: str) -> Name | None:
    """Return the name if the text is one surname and nothing else."""
    match = _SINGLE.fullmatch(text.strip())
    if match is None or text.strip().isupper() or not is_surname(match[0]):
        return None
    if head_kind(match[0]) is not None:
        return None
    start = text.index(match[0])
    return Name(Span(start, start + len(match[0])), match[0], "")


def nominative(name: str) -> str:
    """Bring a printed name of a person to «Фамилия И.О.» in the nominative.

    Examples
    --------
    >>> nominative("Т.В.Жукову"), nominative("Ивановой Марии Петровне")
    ('Жукова Т.В.', 'Иванова М.П.')
    """
    found = next(find_names(name), None) or only_surname(name)
    if found is None:
        return name.strip()
    return found.norm(_cases_of_middle(found))


def _cases_of_middle(name: Name) -> tuple[GrammaticalCase, ...]:
    """Read the case off the patronymic, the one part of a name whose endings are regular."""
    endings: tuple[tuple[str, tuple[GrammaticalCase, ...]], ...] = (
        ("вичу", ("datv",)), ("вича", ("accs", "gent")),
        ("вичем", ("ablt",)), ("виче", ("loct",)),
        ("вне", ("datv",)), ("вну", ("accs",)), ("вны", ("gent",)), ("вной", ("ablt",)),
        ("чне", ("datv",)), ("чну", ("accs",)), ("чны", ("gent",)), ("чной", ("ablt",)),
    )  # fmt: skip
    middle = name.middle or ""
    return next((cases for ending, cases in endings if middle.endswith(ending)), ())


def same_person(a: str, b: str) -> bool:
    """Tell whether two printed names may be one person: surname and the initials both have.

    Examples
    --------
    >>> same_person("Ивановой И.И.", "И. И. Иванова")
    True
    """
    one, two = nominative(a).replace("ё", "е"), nominative(b).replace("ё", "е")
    surname, _, initials = one.partition(" ")
    other, _, others = two.partition(" ")
    return surname.lower() == other.lower() and (
        initials.startswith(others) or others.startswith(initials)
    )
