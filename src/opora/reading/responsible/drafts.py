"""Pieces of a cell folded into actors: posts to their names, ellipsis to its head word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from opora.reading.model import Actor, ActorType, Span
from opora.reading.responsible.lexicon import (
    begins_actor,
    expand,
    family,
    find_head,
    head_kind,
    is_acronym_like,
    is_condition,
    is_duty,
)
from opora.reading.responsible.names import Name, find_names, only_surname
from opora.reading.responsible.norms import count_of, norm_of, post_of
from opora.reading.responsible.pieces import Piece, nested, split
from opora.reading.words import find_phrase, parses

_OTHERS = re.compile(r"(?:и\s+)?(?:др|т\.\s?д|т\.\s?п|другие|прочие|пр)\.?", re.IGNORECASE)
_NOBODY = re.compile(r"[\s\-–—−_.…]*|нет|не\s+указан\w*")
_LAST_NUMBER = re.compile(r"№?\s*\d+(?=[^\d]*$)")
_TEACHER = re.compile(r"(?:учител|преподавател|педагог)\w*")
_SURE, _KNOWN, _SUPPLIED, _UNKNOWN = 0.98, 0.95, 0.85, 0.5


@dataclass(slots=True)
class Reader:
    """Folds pieces left to right; what is read so far stands in ``actors``."""

    text: str
    cases: tuple[str, ...] = ()
    actors: list[Actor] = field(default_factory=list)
    shared_post: str | None = None

    def read(self) -> tuple[Actor, ...]:
        """Read the whole text."""
        pieces = [piece for piece in split(self.text) if piece.text]
        for index, piece in enumerate(pieces):
            following = pieces[index + 1] if index + 1 < len(pieces) else None
            self._take(piece, following)
        return tuple(self.actors)

    def _take(self, piece: Piece, following: Piece | None) -> None:
        if _NOBODY.fullmatch(piece.text) or _OTHERS.fullmatch(piece.text):
            return
        body, bracket = cut_bracket(piece)
        names = list(find_names(body.text)) or self._surname_among_names(body)
        if names:
            self._take_people(body, names, following)
            self._take_bracket_of_person(bracket)
        elif not self._joins_previous(body):
            self.shared_post = None
            self._take_body(body, bracket)

    # --- pieces that belong to the actor before them ---

    def _joins_previous(self, piece: Piece) -> bool:
        if not self.actors:
            return False
        last = self.actors[-1]
        if is_condition(piece.text):
            self.actors[-1] = replace(last, condition=last.condition or piece.text)
            return True
        return self._is_post_of_last(piece) or self._is_ellipsis(piece) or self._continues(piece)

    def _is_post_of_last(self, piece: Piece) -> bool:
        """Take «директор школы» after «Иванова И.И.,» as her post."""
        last = self.actors[-1]
        head = find_head(expand(piece.text))
        fits = (
            last.type == "person" and (last.post is None or self.cases) and piece.separator in {",", "\n"}
            and piece.text[:1].islower() and head is not None and head.kind == "post"
        )  # fmt: skip
        phrase = find_phrase(expand(piece.text))
        if not fits or (phrase is not None and not self.cases and phrase.is_plural()):
            return False
        post = post_of(piece.text, self.cases)
        self._extend(piece, post=f"{last.post}, {post}" if last.post else post)
        return True

    def _extend(self, piece: Piece, post: str | None = None) -> None:
        last = self.actors[-1]
        start = last.span.start if last.span else piece.start
        text = _flat(self.text[start : piece.end])
        norm = last.norm if last.type == "person" else norm_of(text, self.cases)
        self.actors[-1] = replace(
            last, text=text, norm=norm, post=post or last.post, span=Span(start, piece.end)
        )

    def _is_ellipsis(self, piece: Piece) -> bool:
        last = self.actors[-1]
        head = _elided(self._full(last), piece.text, piece.separator)
        if head is None or piece.separator in {";", ":"}:
            return False
        full = f"{head} {piece.text}"
        printed_head = head if last.ellipsis is None else last.ellipsis
        self._add(piece, last.type, norm_of(full, self.cases), _SUPPLIED, ellipsis=printed_head)
        return True

    @staticmethod
    def _full(actor: Actor) -> str:
        return actor.text if actor.ellipsis is None else f"{actor.ellipsis} {actor.text}"

    def _continues(self, piece: Piece) -> bool:
        """Join «молодёжной политики» to «управление образования и»."""
        last = self.actors[-1]
        if last.type == "person" or piece.separator in {";", ":", "•", "+"}:
            return False
        if begins_actor(expand(piece.text), self.cases) and not self._hangs(piece):
            return piece.separator == "\n" and self._is_wrapped(piece)
        phrase = find_phrase(piece.text)
        nominative = phrase is not None and set(self.cases or ("nomn",)) & phrase.cases()
        if nominative and piece.separator != "и" and not piece.text[:1].islower():
            return False
        if nominative and phrase is not None and not phrase.cases() - {"nomn", "accs"}:
            return False
        if count_of(piece.text) is not None:
            return False
        self._extend(piece)
        return True

    def _is_wrapped(self, piece: Piece) -> bool:
        """Tell «Управление образования↵администрации округа» from two bodies on two lines."""
        head, word = find_head(piece.text), piece.text.split()[0]
        likeliest = parses(word)[0].tag.case
        if not word.islower() or head is None or head.kind != "organization" or likeliest == "nomn":
            return False
        self._extend(piece)
        return True

    def _hangs(self, piece: Piece) -> bool:
        """Tell whether a preposition before the last word governs this one too («с ОО и ДОУ»)."""
        before = self.text[: piece.start]
        governed = r"\s(?:с|со|для|при|по\s+работе\s+с)\s+[А-ЯЁ]{2,}\s+и\s+$"
        return piece.separator == "и" and bool(re.search(governed, before))

    # --- people ---

    def _surname_among_names(self, piece: Piece) -> list[Name]:
        if not self.actors or self.actors[-1].type != "person":
            return []
        found = only_surname(piece.text)
        return [found] if found else []

    def _take_people(self, piece: Piece, names: list[Name], following: Piece | None) -> None:
        bounds = [0, *(name.span.end for name in names)]
        for index, name in enumerate(names):
            before = Piece(piece.text[bounds[index] : name.span.start], piece.start + bounds[index])
            after_end = names[index + 1].span.start if index + 1 < len(names) else len(piece.text)
            after = piece.text[name.span.end : after_end]
            if index + 1 < len(names) and not re.match(r"\s*[–—(-]", after):
                after = ""
            elif after:
                bounds[index + 1] = after_end
            several = len(names) > 1 or _is_bare_name(following)
            self._take_person(piece, name, (before.trimmed(), after), several=several)

    def _take_person(
        self, piece: Piece, name: Name, around: tuple[Piece, str], *, several: bool
    ) -> None:
        before, after = around
        start, end = piece.start + name.span.start, piece.start + name.span.end
        post = self.shared_post if not before.text else None
        if before.text:
            self.shared_post = None
            post, start = self._post_before(before, start, several=several)
        if after.strip(" ,–—-"):
            end += len(after.rstrip())
            post = post_of(after.strip(" ,–—-"), self.cases)
        cases = tuple(self.cases) or _cases_of(before.text)
        norm = name.norm(cases, _gender_of(before.text or after))  # type: ignore[arg-type]
        text = _flat(self.text[start:end])
        self.actors.append(
            Actor(text, "person", norm, post=post, span=Span(start, end), confidence=_SURE)
        )

    def _post_before(self, before: Piece, start: int, *, several: bool) -> tuple[str | None, int]:
        phrase, head = find_phrase(expand(before.text)), find_head(expand(before.text))
        plural = phrase is not None and not self.cases and phrase.is_plural()
        if head is not None and head.kind == "organization":
            self._take_body(before, None)
            return None, start
        if plural and several:
            self.shared_post = post_of(before.text)
            return self.shared_post, before.start
        if plural:
            self._take_body(before, None)
            return None, start
        return post_of(before.text, self.cases), before.start

    def _take_bracket_of_person(self, bracket: Piece | None) -> None:
        if bracket is None:
            return
        last, inner = self.actors[-1], bracket.text
        head = find_head(expand(inner))
        if is_condition(inner):
            self.actors[-1] = replace(last, condition=inner)
        elif head is not None and head.kind == "organization":
            self.actors[-1] = replace(last, of=inner)
        elif head is not None and begins_actor(expand(inner), self.cases):
            self.actors[-1] = replace(last, post=post_of(inner, self.cases))
        else:
            self.actors[-1] = replace(last, scope=inner)

    # --- roles and bodies ---

    def _take_body(self, piece: Piece, bracket: Piece | None) -> None:
        kind, confidence = _type_of(piece.text)
        self._add(piece, kind, norm_of(piece.text, self.cases), confidence, count=count_of(piece.text))
        if bracket is not None:
            self._take_bracket_of_body(bracket)

    def _take_bracket_of_body(self, bracket: Piece) -> None:
        last, inner = self.actors[-1], bracket.text
        if any(find_names(inner)):
            self._take_named(bracket)
        elif is_condition(inner):
            self.actors[-1] = replace(last, condition=inner)
        elif last.type == "role" and begins_actor(inner, self.cases):
            end = bracket.end + 1
            start = last.span.start if last.span else bracket.start
            text = _flat(self.text[start:end])
            self.actors[-1] = replace(last, text=text, norm=f"{last.norm} ({inner})", span=Span(start, end))
        elif not re.match(r"далее|[А-ЯЁ]{2,}$", inner):
            self.actors[-1] = replace(last, scope=inner)

    def _take_named(self, bracket: Piece) -> None:
        """Read the people in brackets after a body (they work there) or a post (they hold it)."""
        owner = self.actors[-1]
        people = _within(bracket)
        if owner.type == "organization":
            self.actors += [replace(one, of=one.of or owner.norm) for one in people]
            return
        post = post_of(owner.text, self.cases)
        self.actors.pop()
        self.actors += [replace(one, post=one.post or post) if one.type == "person" else one for one in people]

    def _add(
        self, piece: Piece, kind: ActorType, norm: str, confidence: float, *,
        ellipsis: str | None = None, count: int | None = None,
    ) -> None:  # fmt: skip
        self.actors.append(
            Actor(
                _flat(piece.text), kind, norm, span=Span(piece.start, piece.end),
                ellipsis=ellipsis, count=count, confidence=confidence,
            )
        )  # fmt: skip


def cut_bracket(piece: Piece) -> tuple[Piece, Piece | None]:
    """Part a piece from the bracket at its end, if there is one."""
    if not piece.text.endswith(")"):
        return piece, None
    inside = nested(piece.text)
    start = len(piece.text) - 1
    while start > 0 and inside[start - 1] and not (piece.text[start] == "(" and _level(piece.text, start)):
        start -= 1
    if piece.text[start] != "(" or start == 0:
        return piece, None
    bracket = Piece(piece.text[start + 1 : -1], piece.start + start + 1).trimmed()
    return Piece(piece.text[:start], piece.start, piece.separator).trimmed(), bracket


def _level(text: str, start: int) -> bool:
    return text[start:].count("(") == text[start:].count(")")


def _within(bracket: Piece) -> list[Actor]:
    found = Reader(bracket.text).read()
    return [
        replace(one, span=Span(one.span.start + bracket.start, one.span.end + bracket.start))
        if one.span else one
        for one in found
    ]  # fmt: skip


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _is_bare_name(piece: Piece | None) -> bool:
    if piece is None or piece.separator not in {",", "и", "\n"}:
        return False
    name = next(find_names(piece.text), None)
    return name is not None and name.span.start == 0


def _cases_of(post: str) -> tuple[str, ...]:
    """Return the cases of an oblique post, which its name shares."""
    phrase = find_phrase(expand(post)) if post else None
    if phrase is None or "nomn" in phrase.cases():
        return ()
    return tuple(case for case in ("datv", "accs", "gent", "ablt", "loct") if case in phrase.cases())


def _gender_of(post: str) -> str | None:
    """Return the gender of a post that has one of its own: «заведующей», «заведующему»."""
    phrase = find_phrase(expand(post)) if post else None
    head = phrase.head_parses[0] if phrase else None
    if head is None or head.tag.POS == "NOUN" or head.tag.number == "plur":
        return None
    return str(head.tag.gender) if head.tag.gender in {"femn", "masc"} else None


def _type_of(text: str) -> tuple[ActorType, float]:
    head = find_head(expand(text))
    if head is not None:
        return ("organization" if head.kind == "organization" else "role"), _KNOWN
    phrase = find_phrase(text)
    animate = phrase is not None and any("anim" in one.tag for one in phrase.head_parses)
    return ("role" if animate else "organization"), _UNKNOWN


def _elided(before: str, text: str, separator: str) -> str | None:
    """Return the words of the actor before that this piece leaves out, or None.

    «руководители ШМО», «РМО» → «руководители»; «зам. директора по УВР», «ВР» → «зам. директора по».
    """
    last = re.search(r"\S+$", before)
    if re.fullmatch(r"№?\s*\d+", text):
        number = _LAST_NUMBER.search(before)
        return before[: number.start()] + ("" if "№" in text else "№") if number else None
    if last is not None and is_acronym_like(text) and last.start():
        head = before[: last.start()].rstrip()
        duty = is_duty(text) and head.endswith((" по", " по"))
        alike = family(text) is not None and family(text) in _families_after(last[0])
        return head if duty or (alike and head_kind(head.split()[0]) in {"post", "people"}) else None
    if re.match(r"по\s+[А-ЯЁ]{2,}$", text) and " по " in before:
        return before.rpartition(" по ")[0]
    teacher = _TEACHER.match(before.lower())
    if teacher and separator == "," and text[:1].islower() and not find_head(text) and len(text.split()) <= len("два"):
        return before[: teacher.end()]
    return None


def _families_after(short: str) -> set[str | None]:
    """Return the families that may share a head with this abbreviation."""
    own = family(short)
    return {own, "school"} if own == "association" else {own}
