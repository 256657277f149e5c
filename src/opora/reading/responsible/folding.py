"""Pieces of a cell folded into actors: posts to their names, ellipsis to its head word."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from opora.methodology import load_actor_words
from opora.reading.model import Actor, ActorType, Span
from opora.reading.responsible.brackets import cut_bracket
from opora.reading.responsible.ellipsis import elided
from opora.reading.responsible.grammar import cases_of, gender_of, is_plural, type_of
from opora.reading.responsible.lexicon import (
    begins_actor,
    cut_condition,
    expand,
    find_head,
    is_condition,
    is_duty,
    is_prefix,
)
from opora.reading.responsible.names import Name, find_names, only_surname
from opora.reading.responsible.norms import count_of, norm_of, post_of
from opora.reading.responsible.pieces import Piece, split
from opora.reading.words import find_phrase, is_participle, parses

_OTHERS = re.compile(r"(?:и\s+)?(?:др|т\.\s?д|т\.\s?п|другие|прочие|пр)\.?", re.IGNORECASE)
_NOBODY = re.compile(r"[\s\-–—−_.…*]*|нет|не\s+указан\w*")
_DASH = " ,:–—-"
_SURE, _SUPPLIED = 0.98, 0.85


@dataclass(slots=True)
class Reader:
    """Folds pieces left to right; what is read so far stands in ``actors``.

    ``cases`` are those in which the text stands, none for the nominative of a table. A post or
    a body printed once before several names («методисты: …», «ИМЦ: …») is ``shared_post``,
    ``shared_body``.
    """

    text: str
    cases: tuple[str, ...] = ()
    actors: list[Actor] = field(default_factory=list)
    shared_post: str | None = None
    shared_body: str | None = None
    only_surnames: bool = False

    def read(self) -> tuple[Actor, ...]:
        """Read the whole text."""
        pieces = [piece for piece in split(self.text) if piece.text]
        self.only_surnames = all(only_surname(cut_bracket(one)[0].text) for one in pieces)
        for piece, following in zip_longest(pieces, pieces[1:]):
            self._take(piece, following)
        return tuple(self.actors)

    def _take(self, piece: Piece, following: Piece | None) -> None:
        if _NOBODY.fullmatch(piece.text) or _OTHERS.fullmatch(piece.text):
            return
        if following is not None and following.separator == ":" and is_prefix(piece.text):
            return
        body, bracket = cut_bracket(piece)
        names = list(find_names(body.text)) or self._surname_among_names(body)
        if names:
            self._share_announced(body)
            self._take_people(body, names, following)
            self._take_bracket_of_person(bracket)
        elif self._joins_previous(body):
            self._take_bracket(bracket)
        else:
            self.shared_post = self.shared_body = None
            self._take_body(body)
            self._take_bracket(bracket)

    def _actor(self, piece: Piece, kind: ActorType, norm: str, confidence: float) -> Actor:
        return Actor(
            _flat(piece.text), kind, norm, count=count_of(piece.text),
            span=Span(piece.start, piece.end), confidence=confidence,
        )  # fmt: skip

    # --- pieces that belong to the actor before them ---

    def _joins_previous(self, piece: Piece) -> bool:
        if not self.actors:
            return False
        if is_condition(piece.text):
            last = self.actors[-1]
            self.actors[-1] = replace(last, condition=last.condition or piece.text)
            return True
        if self._is_post_of_last(piece):
            last, post = self.actors[-1], post_of(piece.text, self.cases)
            self._extend(piece, f"{last.post}, {post}" if last.post else post)
            return True
        if self._take_ellipsis(piece):
            return True
        if self._continues(piece):
            self._extend(piece)
            return True
        return False

    def _is_post_of_last(self, piece: Piece) -> bool:
        """Tell whether «директор школы» after «Иванова И.И.,» is her post.

        A second post is taken in orders only; in a table it is another actor.
        """
        last, head = self.actors[-1], find_head(expand(piece.text))
        if last.type != "person" or (last.post is not None and not self.cases):
            return False
        if head is None or head.kind != "post" or not piece.text[:1].islower():
            return False
        return piece.separator in {",", "\n"} and (
            bool(self.cases) or not is_plural(piece.text)
        )

    def _extend(self, piece: Piece, post: str | None = None) -> None:
        last = self.actors[-1]
        start = last.span.start if last.span else piece.start
        text = _flat(self.text[start : piece.end])
        norm = last.norm if last.type == "person" else norm_of(text, self.cases)
        self.actors[-1] = replace(
            last, text=text, norm=norm, post=post or last.post, span=Span(start, piece.end)
        )

    def _take_ellipsis(self, piece: Piece) -> bool:
        last = self.actors[-1]
        before = last.text if last.ellipsis is None else f"{last.ellipsis} {last.text}"
        head = elided(before, piece.text, piece.separator)
        if head is None or piece.separator in {";", ":"}:
            return False
        norm = norm_of(f"{head} {piece.text}", self.cases)
        actor = self._actor(piece, last.type, norm, _SUPPLIED)
        self.actors.append(replace(actor, ellipsis=last.ellipsis or head))
        return True

    def _continues(self, piece: Piece) -> bool:
        """Tell whether «молодёжной политики» goes on «управление образования и»."""
        last = self.actors[-1]
        if last.type == "person" or piece.separator in {";", ":", "•", "+"}:
            return False
        if re.match(r"\d+(?:-?х)?\s+класс", piece.text) or is_participle(piece.text.split()[0]):
            return True
        if begins_actor(expand(piece.text), self._cases_of(piece)):
            return self._hangs(piece) or _is_wrapped(piece)
        if count_of(piece.text) is not None:
            return False
        return not self._stands_alone(piece)

    def _stands_alone(self, piece: Piece) -> bool:
        """Tell whether words without a known head may be an actor of their own."""
        phrase = find_phrase(piece.text)
        if phrase is None or not set(self.cases or ("nomn",)) & phrase.cases():
            return False
        capital = piece.separator != "и" and not piece.text[:1].islower()
        return capital or not phrase.cases() - {"nomn", "accs"}

    def _hangs(self, piece: Piece) -> bool:
        """Tell whether the preposition before governs this word too («с ОО и ДОУ»)."""
        governed = r"\s(?:с|со|для|при|по\s+работе\s+с)\s+[А-ЯЁ]{2,}\s+и\s+$"
        return piece.separator == "и" and bool(re.search(governed, self.text[: piece.start]))

    # --- people ---

    def _surname_among_names(self, piece: Piece) -> list[Name]:
        after_person = bool(self.actors) and self.actors[-1].type == "person"
        if not after_person and not self.only_surnames:
            return []
        found = only_surname(piece.text)
        return [found] if found else []

    def _share_announced(self, piece: Piece) -> None:
        """Take «методисты:» as the post of the names after it, «ИМЦ:» as their body."""
        if piece.separator != ":" or not self.actors:
            return
        last = self.actors[-1]
        if last.type == "role":
            self.shared_post = post_of(self.actors.pop().text, self.cases)
        elif last.type == "organization":
            self.shared_body = last.norm

    def _take_people(self, piece: Piece, names: list[Name], following: Piece | None) -> None:
        start = 0
        for name, following_name in zip_longest(names, names[1:]):
            limit = following_name.span.start if following_name else len(piece.text)
            between = piece.text[name.span.end : limit]
            belongs = following_name is None or re.match(r"\s*[–—-]", between)
            end = limit if belongs else name.span.end
            before = Piece(piece.text[start : name.span.start], piece.start + start).trimmed()
            own = Piece(
                piece.text[name.span.start : end].rstrip(), piece.start + name.span.start
            )
            self._take_person(own, name, before, several=len(names) > 1 or _is_name(following))
            start = end

    def _take_person(self, own: Piece, name: Name, before: Piece, *, several: bool) -> None:
        """Add one person; ``own`` begins with the name, a post may follow it."""
        after = own.text[name.span.end - name.span.start :].strip(_DASH + "*")
        own = own if after else Piece(own.text.rstrip(_DASH + "*"), own.start)
        post, start = self._post_before(before, several=several)
        span = Span(own.start if start is None else start, own.end)
        norm = name.norm(
            cases_of(before.text) or self.cases,  # type: ignore[arg-type]
            gender_of(before.text or after),
        )
        self.actors.append(
            Actor(
                _flat(self.text[span.start : span.end]), "person", norm,
                post=post_of(after, self.cases) if after else post, of=self.shared_body,
                span=span, confidence=_SURE if name.initials else _SUPPLIED,
            )
        )  # fmt: skip

    def _post_before(self, before: Piece, *, several: bool) -> tuple[str | None, int | None]:
        """Return the post that stands before a name and where it starts.

        Words that are no post of one person («ОО Иванова И.И.», «руководители ОУ Иванова И.И.»)
        lost their comma: they are an actor of their own.
        """
        if not before.text:
            return self.shared_post, None
        if is_duty(before.text) and self.actors and " по " in (self.actors[-1].post or ""):
            elder = (self.actors[-1].post or "").rpartition(" ")[0]
            return f"{elder} {before.text}", before.start
        head = find_head(expand(before.text))
        body = head is not None and head.kind == "organization"
        plural = not self.cases and is_plural(before.text)
        self.shared_post = post_of(before.text) if plural and several and not body else None
        if body or (plural and not several):
            self._take_body(before)
            return None, None
        return post_of(before.text, self.cases), before.start

    # --- brackets ---

    def _take_bracket(self, bracket: Piece | None) -> None:
        if self.actors[-1].type == "person":
            self._take_bracket_of_person(bracket)
        elif bracket is not None:
            self._take_bracket_of_body(bracket)

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

    def _take_bracket_of_body(self, bracket: Piece) -> None:
        last, inner = self.actors[-1], bracket.text
        if any(find_names(inner)):
            self._take_named(bracket)
        elif is_condition(inner):
            self.actors[-1] = replace(last, condition=inner)
        elif last.type == "role" and begins_actor(inner, self.cases):
            span = Span(last.span.start if last.span else bracket.start, bracket.end + 1)
            text = _flat(self.text[span.start : span.end])
            self.actors[-1] = replace(last, text=text, norm=f"{last.norm} ({inner})", span=span)
        elif not re.match(r"далее|[А-ЯЁ]{2,}$", inner):
            self.actors[-1] = replace(last, scope=inner)

    def _take_named(self, bracket: Piece) -> None:
        """Read people in brackets: after a body they work there, after a post they hold it."""
        owner = self.actors[-1]
        people = [_moved(one, bracket.start) for one in Reader(bracket.text).read()]
        if owner.type == "organization":
            self.actors += [replace(one, of=one.of or owner.norm) for one in people]
            return
        post = post_of(owner.text, self.cases)
        self.actors.pop()
        self.actors += [
            replace(one, post=one.post or post) if one.type == "person" else one
            for one in people
        ]

    # --- roles and bodies ---

    def _cases_of(self, piece: Piece) -> tuple[str, ...]:
        """Return the cases of an actor: «совместно со школами» puts it into another one."""
        if piece.separator not in load_actor_words().joined_by:
            return self.cases
        return ("ablt",) if piece.separator.endswith((" с", " со")) else ("gent",)

    def _take_body(self, piece: Piece) -> None:
        text, condition = cut_condition(piece.text)
        kind, confidence = type_of(text)
        named = Piece(text, piece.start, piece.separator)
        actor = self._actor(named, kind, norm_of(text, self._cases_of(piece)), confidence)
        self.actors.append(replace(actor, condition=condition))


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _moved(actor: Actor, offset: int) -> Actor:
    if actor.span is None:
        return actor
    return replace(actor, span=Span(actor.span.start + offset, actor.span.end + offset))


def _is_name(piece: Piece | None) -> bool:
    """Tell whether a piece begins with a name, so that a plural post before it is shared."""
    if piece is None or piece.separator not in {",", "и", "\n"}:
        return False
    name = next(find_names(piece.text), None)
    return name is not None and name.span.start == 0


def _is_wrapped(piece: Piece) -> bool:
    """Tell «Управление образования↵администрации округа» from two bodies on two lines."""
    word, head = piece.text.split()[0], find_head(piece.text)
    if piece.separator != "\n" or not word.islower() or head is None:
        return False
    return head.kind == "organization" and parses(word)[0].tag.case != "nomn"
