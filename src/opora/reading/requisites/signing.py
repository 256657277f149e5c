"""Who signs a document and who was acquainted with it: a post and a name in any layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from opora.reading.model import Signature
from opora.reading.requisites.lines import Line, join_text, place_of

_INITIALS = r"[А-ЯЁ][а-яё]?\.(?:\s?-?\s?[А-ЯЁ][а-яё]?\.){0,2}"
_SURNAME = r"[А-ЯЁ][А-Яа-яЁё]+(?:-[А-ЯЁ][А-Яа-яЁё]+)?"
_FULL = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вна|ична|ьич|оглы|кызы)"
NAME = re.compile(rf"(?<!\w)(?:{_INITIALS}\s?{_SURNAME}|{_SURNAME}\s{_INITIALS}|{_FULL})(?!\w)")
POST = re.compile(
    r"(?:(?:временно\s+)?исполняющ(?:ий|ая) обязанности|и\.?\s?о\.?|врио|и\.?о|первый заместитель"
    r"|заместитель|начальник|директор|заведующ(?:ий|ая)|руководитель|глава|председатель|министр|ректор"
    r"|управляющий|специалист|главный специалист|ведущий специалист|методист|зам\.)(?!\w)",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"_{2,}|/|\((?:подпись|расшифровка[^)]*|ф\.?и\.?о\.?|инициалы[^)]*)\)|\bм\.?\s?п\.", re.IGNORECASE)
_ACQUAINTED = re.compile(r"(?:с\s+(?:приказом|распоряжением|постановлением|документом)\s+)?ознакомлен", re.IGNORECASE)
_EXECUTOR = re.compile(r"(?:исп(?:олнитель|олн|\.)|согласован|проект вн[оё]с|верно|визы|рассылк)", re.IGNORECASE)
_POINT = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]\s*[А-ЯЁ]")
_MAX_POST_LINES = 5


@dataclass(frozen=True, slots=True)
class Signing:
    """The signature of a document and what stands below it."""

    start: int
    """Index of the first line of the signature; the number of lines where there is none."""
    signatory: Signature | None = None
    acquaintance: tuple[Signature, ...] = ()


def read_signing(body: Sequence[Line]) -> Signing:
    """Find the signature below the points of an order.

    A signature begins where a paragraph or line names a post in the nominative, or a name alone;
    lines of a point that merely name a person begin with a number or go on with a sentence.
    """
    for start in range(len(body)):
        if _begins_signature(body, start):
            end = _signature_end(body, start)
            signatory = read_signature(body[start:end])
            if signatory is not None:
                return Signing(start, signatory, _acquaintance(body[end:]))
    return Signing(len(body))


def _begins_signature(body: Sequence[Line], start: int) -> bool:
    line = body[start]
    if _POINT.match(line.text) or _ACQUAINTED.match(line.text) or _EXECUTOR.match(line.text):
        return False
    if _is_name(line.text):
        return True
    return bool(POST.match(line.text)) and line.text[0].isupper() and _signed_soon(body, start)


def _is_name(text: str) -> bool:
    return bool(NAME.fullmatch(_bare(text)))


def _bare(text: str) -> str:
    return _BLANKS.sub(" ", text).strip(" ,:;.\t")


def _signed_soon(body: Sequence[Line], start: int) -> bool:
    """Tell whether a name closes the post within a few lines and no sentence stands between."""
    for line in body[start : start + _MAX_POST_LINES]:
        if line is not body[start] and (_POINT.match(line.text) or _ACQUAINTED.search(line.text)):
            return False
        if found := NAME.search(line.text):
            return not _bare(line.text[found.end() :])
    return False


def _signature_end(body: Sequence[Line], start: int) -> int:
    for index in range(start, min(start + _MAX_POST_LINES, len(body))):
        if NAME.search(body[index].text):
            below = index + 1
            posted = _is_name(body[start].text) and below < len(body)
            return below + 1 if posted and _is_post(body[below].text) else below
    return start


def _is_post(text: str) -> bool:
    return bool(POST.match(text)) and not NAME.search(text)


def read_signature(lines: Sequence[Line]) -> Signature | None:
    """Read a post and a name from the lines of one signature, in either order."""
    text = join_text(line.text for line in lines)
    found = list(NAME.finditer(text))
    if not found:
        return None
    name = found[-1]
    post = _bare(text[: name.start()]) or _bare(text[name.end() :])
    return Signature(" ".join(post.split()) or None, name[0], place=place_of(lines))


def _acquaintance(lines: Sequence[Line]) -> tuple[Signature, ...]:
    """Read the names below the signature; «С приказом ознакомлен» says what they are."""
    read: list[Signature] = []
    post: list[str] = []
    said: str | None = None
    for line in lines:
        if _EXECUTOR.match(line.text):
            break
        if match := _ACQUAINTED.match(line.text):
            said, rest = _said(line.text, match.end())
            post = [rest] if rest else []
        found = NAME.search(line.text)
        if found is None:
            post += [line.text] if POST.match(line.text) else []
            continue
        before = "" if match else _bare(line.text[: found.start()])
        read.append(Signature(_bare(" ".join([*post, before])) or None, found[0], said, line.place))
        post = []
    return tuple(read)


def _said(text: str, end: int) -> tuple[str, str]:
    """Part «С приказом ознакомлен(а):» from a post printed in the same line."""
    word = re.compile(r"[а-я]*(?:\([а-я]+\))?").match(text, end)
    end = word.end() if word else end
    rest = NAME.split(text[end:])[0]
    return text[:end], _bare(rest)
