"""The institution that issues a document, in the nominative, and its territory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from opora.reading.model import Place
from opora.reading.requisites.lines import Line, join_text, joined, place_of
from opora.reading.requisites.marks import find_dates, find_numbers
from opora.reading.requisites.zones import KIND_LINE, OTHER_STAMP, STAMP_LINE, kind_index
from opora.reading.words import nominative_phrase

_NOISE = re.compile(
    r"(?:российская федерация|россия|герб|проект|копия|номер(?: документа)?"
    r"|дата(?: составления)?|наименование организации"
    r"|протокол\b.*|на (?:заседании|педагогическом|совещании)\b.*|приказом\b.*"
    r"|главная\b.*|версия для слабовидящих|официальный сайт|опубликовано\b.*|печать|скачать\b.*"
    r"|министерство просвещения российской федерации"
    r"|правительство [а-яё -]+|[а-яё-]+(?:ая|ий) (?:область|край)|республика [а-яё -]+"
    r"|российской федерации|\W*)$"
    r"|.*(?:\bтел\b|\bфакс|\bинн\b|\bкпп\b|\bогрн|\bокпо|\bул\.|@|www\.|http|\b\d{6}\b)",
    re.IGNORECASE,
)
_PLACE_LIKE = re.compile(r"(?:с|г|п|д|пос|пгт|рп|р\.п)\.\s*[А-ЯЁ][а-яё-]+$")
_POSTS = (
    r"(?:(?:временно\s+)?исполняющ\w+ обязанности|и\.?\s?о\.?|врио)?\s*"
    r"(?:заместител[ьяю]\w*|первого|первый|начальник\w*|директор\w*|заведующ\w+|руководител\w+"
    r"|глав[аыеу]|председател\w+|министр\w*|ректор\w*)"
)
_POST = re.compile(rf"(?:{_POSTS}\s*[-–—]?\s*)+", re.IGNORECASE)
_ADMINISTRATION = re.compile(r"администраци[яи]\b", re.IGNORECASE)
_BODY = re.compile(
    r"(?:управлени|отдел|комитет|департамент|сектор|служб|министерств)", re.IGNORECASE
)
_REGION = (
    r"(?:[А-ЯЁ][\w-]+(?:ого|ой)\s+(?:края|области|округа|губернии)|Республики\s+[А-ЯЁ][\w-]+"
    r"(?:\s*[-(–]\s*[А-ЯЁ][\w]+\)?)?)"
)
_OWN_NAME = r"(?:[А-ЯЁ][а-яё-]+(?:\s[А-ЯЁ][а-яё-]+)?)"
_TERRITORY = re.compile(
    rf"(?:[А-ЯЁ][\w-]*(?i:ого|его|ом|ий|ый|ем)\s+)?(?i:муниципальн\w+|городск\w+)\s+"
    rf"(?i:округ|район|образовани)\w*(?:\s+(?!{_REGION}){_OWN_NAME})?(?:\s+{_REGION})?"
    rf"|[А-ЯЁ][\w-]+(?:ого|его|ом|ий|ем)\s+(?i:район|округ|улус)\w*(?:\s+{_REGION})?"
    rf"|муниципалитет\w*\s+[А-ЯЁ][\w-]+\s+район\w*"
    rf"|(?i:город)(?:[аеу])?\s+{_OWN_NAME}",
)
_SETTLED = (
    r"(?:\s+(?:г|с|п|д|х|пос|ст|пгт|рп)\.\s*[А-ЯЁ][\w-]+"
    r"|\s+(?:города|села|пос[её]лка)\s+[А-ЯЁ][\w-]+)"
)
_BY_FORM = re.compile(
    r"(?<![\w«])[МГЧ](?:Б|А|К)?(?:ОУ|ДОУ|У|ОО)(?:\s+ДПО)?(?:\s+[А-ЯЁ]{2,4})?"
    r"(?:\s*[«\"][^»\"]+[»\"]|\s*№\s*\d+|\s+[А-ЯЁ][а-яё]+(?:ая|кая)(?:\s+[А-ЯЁ]{2,4}|\s+школа)(?:\s*№\s*\d+)?)"
    rf"(?:{_SETTLED}|\s+имени(?:\s+[А-ЯЁ][\w.-]+){{1,5}})?"
)
_COMMON = re.compile(
    r"(?i:муниципальн\w+|городск\w+|округ\w*|район\w*|образовани\w*|кра[йя]|област[ьи]|город)"
)


@dataclass(frozen=True, slots=True)
class Organization:
    """An institution in the nominative, and as printed where that differs."""

    name: str
    printed: str | None
    place: Place | None


def read_organization(head: Sequence[Line]) -> Organization | None:
    """Read the institution from a letterhead: above the kind, or after it in the genitive."""
    at = kind_index(tuple(head))
    above = [line for line in head[:at] if _names_institution(line)] if at is not None else []
    below = _below_kind(head, at) if at is not None else []
    if at is None:
        above = [line for line in head if _names_institution(line)]
    if not above and not below:
        return None
    printed = join_text([joined(above), *below])
    name = _compose(joined(above), _after_kind(" ".join(below)))
    return Organization(
        name, printed if printed != name else None, place_of(above or head[at:])
    )


def _names_institution(line: Line) -> bool:
    """Tell a line that names the institution from dates, contacts and stamps."""
    marks = [*find_dates(line.text), *find_numbers(line.text)]
    dated = bool(marks) and not re.search(
        r"[А-ЯЁ«\"]", line.text[: marks[0].span.start].strip()
    )
    return not (
        dated
        or _NOISE.match(line.text)
        or _PLACE_LIKE.match(line.text)
        or STAMP_LINE.match(line.text)
        or OTHER_STAMP.match(line.text)
    )


def read_sender(head: Sequence[Line]) -> Organization | None:
    """Read the institution from a letterhead beside which the addressees stand."""
    own = [line for line in head if _BODY.match(line.text) or _ADMINISTRATION.match(line.text)]
    return Organization(_stacked(joined(own)), None, place_of(own)) if own else None


def _below_kind(head: Sequence[Line], at: int) -> list[str]:
    """Return what follows the kind: «ПРИКАЗ / начальника управления образования»."""
    match = KIND_LINE.match(head[at].text)
    rest = [match["rest"].strip()] if match else []
    rest += [line.text for line in head[at + 1 :]]
    return [
        text
        for text in rest
        if _BODY.search(text) or _ADMINISTRATION.search(text)
        if not any(True for _ in find_dates(text))
    ]


def _after_kind(text: str) -> str:
    """Turn «НАЧАЛЬНИКА УПРАВЛЕНИЯ ОБРАЗОВАНИЯ» into the institution in the nominative."""
    body = strip_post(re.sub(r"^по\s+", "", text.strip(" .,")))
    return nominative_phrase(_sentence_case(body), cases=("gent", "datv")) if body else ""


def strip_post(text: str) -> str:
    """Return the institution of a post in the case as printed.

    Examples
    --------
    >>> strip_post("И.о. начальника управления образования")
    'управления образования'
    """
    return _POST.sub("", text, count=1).strip(" ,:") if _POST.match(text) else text


def institution_of(post: str) -> str | None:
    """Return the institution that a post names, in the nominative, if it names one."""
    body = strip_post(post)
    if not body or body == post:
        return None
    name = nominative_phrase(body, cases=("gent",))
    return name[0].upper() + name[1:]


def institution_in(text: str) -> str | None:
    """Return the institution that a text names most fully by its legal form.

    Examples
    --------
    >>> institution_in("Дорожная карта МБОУ СОШ № 12 г. Северогорска по повышению качества")
    'МБОУ СОШ № 12 г. Северогорска'
    >>> institution_in("Дорожная карта по повышению качества образования") is None
    True
    """
    named = [match[0].strip() for match in _BY_FORM.finditer(text)]
    return max(named, key=len, default=None)


def issuer_of(printed: str) -> str:
    """Return the issuer of an act, printed in the genitive, in the nominative.

    Examples
    --------
    >>> issuer_of("начальника управления образования")
    'Управление образования'
    """
    name = _after_kind(printed)
    return _capital(name)


def _sentence_case(text: str) -> str:
    return text.capitalize() if text.isupper() and " " in text else text


def _compose(above: str, below: str) -> str:
    """Put a body and its administration together: the smaller one first."""
    if below and _ADMINISTRATION.match(above) and not _ADMINISTRATION.search(below):
        return f"{_capital(below)} {_genitive(above)}"
    if not above or below:
        return _capital(above or below) if not (above and below) else above
    return _stacked(above)


def _stacked(name: str) -> str:
    """Mend «Управление … / Администрация …» printed as two lines in the nominative."""
    match = _ADMINISTRATION.search(name)
    body = _BODY.search(name)
    if match is None or body is None:
        return name
    if match.start() == 0 and _starts_unit(name, body.start()):
        return f"{_capital(name[body.start() :])} {_genitive(name[: body.start()].strip())}"
    if match.start() > 0:
        return name[: match.start()] + _genitive(name[match.start() :])
    return name


def _starts_unit(name: str, at: int) -> bool:
    """Tell «Администрация района / Управление …» from «Администрация отдела …»."""
    return name[at].isupper() and name[at - 1] == " "


def _genitive(administration: str) -> str:
    word, _, rest = administration.partition(" ")
    form = "АДМИНИСТРАЦИИ" if word.isupper() else "администрации"
    return f"{form} {rest}".strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _nominative_place(name: str) -> str:
    """Bring «Косинском муниципальном округе Пермского края» to the nominative."""
    if re.match(r"город[аеу]?\s", name):
        return "город " + nominative_phrase(name.split(maxsplit=1)[1], cases=("gent",))
    if name.startswith("муниципалитет"):
        return "муниципалитет " + name.split(maxsplit=1)[1]
    return nominative_phrase(name, cases=("gent", "loct", "nomn"))


def read_territory(*texts: str | None) -> str | None:
    """Return the municipality that the texts name first, in the nominative."""
    for text in texts:
        match = _TERRITORY.search(text.title() if text.isupper() else text) if text else None
        if match and _COMMON.sub("", match[0]).strip():
            name = _COMMON.sub(lambda word: word[0].lower(), match[0])
            return _nominative_place(name)
    return None
