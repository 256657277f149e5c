"""Who signs a document and who was acquainted with it: a post and a name in any layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from opora.reading.model import Signature
from opora.reading.requisites.lines import Line, join_text, place_of
from opora.reading.requisites.marks import MONTHS

_INITIALS = r"[А-ЯЁ][а-яё]?\.(?:\s?-?\s?[А-ЯЁ][а-яё]?\.){0,2}"
_SURNAME = r"[А-ЯЁ][А-Яа-яЁё]+(?:-[А-ЯЁ][А-Яа-яЁё]+)?"
_FULL = (
    r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ][а-яё]+\s+"
    r"[А-ЯЁ][а-яё]+(?:вич|вна|ична|ьич|оглы|кызы)"
)
# Initials before the surname come first: «Директор И.Ф. Носов» holds «Директор И.Ф.» too.
_NAMES = (
    re.compile(rf"(?<!\w){_INITIALS}\s?(?P<surname>{_SURNAME})(?!\w)"),
    re.compile(rf"(?<!\w)(?P<surname>{_FULL})(?!\w)"),
    re.compile(rf"(?<!\w)(?P<surname>{_SURNAME})\s{_INITIALS}(?!\w)"),
)
POST = re.compile(
    r"(?:(?:временно\s+)?исполняющ(?:ий|ая) обязанности|и\.?\s?о\.?|врио|и\.?о"
    r"|первый заместитель|заместитель|начальник|директор|заведующ(?:ий|ая)|руководитель|глава"
    r"|председатель|министр|ректор|управляющий|(?:главный |ведущий )?специалист|методист|зам\.)"
    r"(?!\w)",
    re.IGNORECASE,
)
_NO_SURNAME = re.compile(
    r"(?:школ|управлен|отдел|образован|приказ|район|город|округ)", re.IGNORECASE
)
_BLANKS = re.compile(
    r"_{2,}|/|\((?:подпись|расшифровка[^)]*|ф\.?и\.?о\.?|инициалы[^)]*)\)|\bм\.?\s?п\.",
    re.IGNORECASE,
)
_ACQUAINTED = re.compile(
    r"(?:с\s+(?:приказом|распоряжением|постановлением|документом)\s+)?ознакомлен", re.IGNORECASE
)
_EXECUTOR = re.compile(
    r"(?:исп(?:олнитель|олн\b|\.)|согласован|проект вн[оё]с|верно|визы|рассылк)", re.IGNORECASE
)
_POINT = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]\s*[А-ЯЁ]")
_DATE_OR_PHONE = re.compile(
    rf"(?:тел\.?|[\d\s.()«»\"_+-]|года?\b|г\.|(?:{'|'.join(MONTHS)})[а-я]*)+", re.IGNORECASE
)
# «М.П.», the place of the seal between a post and a name, reads like initials.
_SEAL = re.compile(r"(?<!\w)М\.\s?П\.(?=\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.|\s*$)")
_MAX_POST_LINES = 5


@dataclass(frozen=True, slots=True)
class Signing:
    """The signature of a document and what stands below it."""

    start: int
    """Index of the first line of the signature; the number of lines where there is none."""
    end: int
    """Index of the line below all signatures."""
    signatory: Signature | None = None
    acquaintance: tuple[Signature, ...] = ()


def find_name(text: str) -> re.Match[str] | None:
    """Find the last name of a person in a text: «И.И. Носов», «Носов И.И.» or in full.

    Examples
    --------
    >>> find_name("Директор школы И.Ф. Носов")[0]
    'И.Ф. Носов'
    """
    for pattern in _NAMES:
        found = [one for one in pattern.finditer(text) if _is_surname(one["surname"])]
        if found:
            return found[-1]
    return None


def _is_surname(word: str) -> bool:
    return not POST.fullmatch(word) and not _NO_SURNAME.match(word)


def read_signing(body: Sequence[Line]) -> Signing:
    """Find the signature below the points of an order.

    A signature begins where a line names a post in the nominative, or a name alone; lines of
    a point that merely name a person begin with a number or go on with a sentence.
    """
    for start in range(len(body)):
        if _begins_signature(body, start):
            end = _signature_end(body, start)
            signatory = read_signature(body[start:end])
            if signatory is not None:
                acquaintance, taken = _acquaintance(body[end:])
                return Signing(start, end + taken, signatory, acquaintance)
    return Signing(len(body), len(body))


def _begins_signature(body: Sequence[Line], start: int) -> bool:
    line = body[start]
    if _POINT.match(line.text) or _ACQUAINTED.match(line.text) or _EXECUTOR.match(line.text):
        return False
    if _is_name(line.text):
        return True
    return bool(POST.match(line.text)) and line.text[0].isupper() and _signed_soon(body, start)


def _is_name(text: str) -> bool:
    bare = _bare(text)
    name = find_name(bare)
    return name is not None and name[0] == bare


def _bare(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ,:;.\t")


def _signed_soon(body: Sequence[Line], start: int) -> bool:
    """Tell whether a name closes the post within a few lines and no sentence stands between."""
    for line in body[start : start + _MAX_POST_LINES]:
        if line is not body[start] and (
            _POINT.match(line.text) or _ACQUAINTED.search(line.text)
        ):
            return False
        if found := find_name(line.text):
            return not _bare(line.text[found.end() :])
    return False


def _signature_end(body: Sequence[Line], start: int) -> int:
    for index in range(start, min(start + _MAX_POST_LINES, len(body))):
        if find_name(body[index].text):
            below = index + 1
            posted = _is_name(body[start].text) and below < len(body)
            return below + 1 if posted and _is_post(body[below].text) else below
    return start


def _is_post(text: str) -> bool:
    return bool(POST.match(text)) and find_name(text) is None


def read_signature(lines: Sequence[Line]) -> Signature | None:
    """Read a post and a name from the lines of one signature, in either order."""
    text = _SEAL.sub(" ", join_text(line.text for line in lines))
    name = find_name(text)
    if name is None:
        return None
    post = _bare(text[: name.start()]) or _bare(text[name.end() :])
    return Signature(" ".join(post.split()) or None, name[0], place=place_of(lines))


def _acquaintance(lines: Sequence[Line]) -> tuple[tuple[Signature, ...], int]:
    """Read the names right below the signature and count the lines they take up."""
    read: list[Signature] = []
    post: list[str] = []
    said: str | None = None
    for index, line in enumerate(lines):
        rest = line.text
        if match := _ACQUAINTED.match(rest):
            said, rest = _said(rest, match.end())
        name = find_name(rest)
        if name is None and not _belongs_below(rest):
            return tuple(read), index
        words = _bare(rest[: name.start()] if name else rest)
        post += [words] if POST.match(words) else []
        if name is not None and not _EXECUTOR.match(rest):
            read.append(Signature(" ".join(post) or None, name[0], said, line.place))
            post = []
    return tuple(read), len(lines)


def _belongs_below(text: str) -> bool:
    """Tell what stands among signatures: a post, blanks, a date, the name of the executor."""
    return bool(
        not _bare(text)
        or POST.match(text)
        or _EXECUTOR.match(text)
        or _DATE_OR_PHONE.fullmatch(text)
    )


def _said(text: str, end: int) -> tuple[str, str]:
    """Part «С приказом ознакомлен(а):» from a post printed in the same line."""
    word = re.compile(r"[а-я]*(?:\([а-я]+\))?").match(text, end)
    end = word.end() if word else end
    return text[:end], text[end:].strip(" :")
