"""Russian words: lemmas for comparing wordings, and noun phrases brought to the nominative."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import pymorphy3

_WORD = re.compile(r"[а-яёa-z]+|\d+|№|%", re.IGNORECASE)
_SHORT_ACRONYM = 5


@lru_cache(maxsize=1)
def analyzer() -> Any:
    """Return the morphological analyser, built once a process because that takes 0.1–0.3 s."""
    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=65536)
def parses(word: str) -> tuple[Any, ...]:
    """Return all parses of one word, the likeliest first."""
    return tuple(analyzer().parse(word))


def is_acronym(word: str) -> bool:
    """Tell «ШНОР» from «СРОКИ»: short, in capitals, and no common word of the language."""
    if not (word.isupper() and 1 < len(word) <= _SHORT_ACRONYM):
        return False
    return len(word) <= 3 or not analyzer().word_is_known(word.lower())  # noqa: PLR2004


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """Return the dictionary form of one word in small letters; ё counts as е.

    Examples
    --------
    >>> lemma("школами"), lemma("ШНОР"), lemma("отчёты")
    ('школа', 'шнор', 'отчет')
    """
    if is_acronym(word) or not word.isalpha():
        return word.lower().replace("ё", "е")
    return str(parses(word.lower())[0].normal_form).replace("ё", "е")


def words(text: str) -> tuple[str, ...]:
    """Split a text into words, figures, № and %; hyphens part words."""
    return tuple(_WORD.findall(text))


def lemmas(text: str) -> tuple[str, ...]:
    """Return the lemmas of a text in reading order.

    Examples
    --------
    >>> lemmas("Сроки исполнения мероприятий")
    ('срок', 'исполнение', 'мероприятие')
    """
    return tuple(lemma(word) for word in words(text))


def is_participle(word: str) -> bool:
    """Tell «имеющие», which begins a clause, from adjectives and from «обучающиеся»."""
    best = parses(word.lower())[0]
    return best.tag.POS == "PRTF" and best.normal_form not in _SUBSTANTIVES


def agreeing(adjective: str, noun: str) -> str:
    """Put an adjective into the form of the noun after it; other words stay as they are.

    Examples
    --------
    >>> agreeing("классный", "руководители")
    'классные'
    """
    parse = next((one for one in parses(adjective.lower()) if one.tag.POS == "ADJF"), None)
    named = parses(noun.lower()) if noun else ()
    nouns = [one for one in named if one.tag.POS in {"NOUN", "ADJF", "PRTF"}]
    if parse is None or not nouns:
        return adjective
    head = next((one for one in nouns if one.tag.case == "nomn"), nouns[0])
    gender = {head.tag.gender} if head.tag.number == "sing" else set()
    inflected = parse.inflect({head.tag.case, head.tag.number, *gender})
    return str(inflected.word) if inflected else adjective


# --- noun phrases ---------------------------------------------------------------------------

_TOKEN = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_QUOTED = re.compile(r"[«“„\"][^»”\"]*[»”\"]?|\([^)]*\)?")
# Participles that are nouns of the field although the dictionary calls them participles.
_SUBSTANTIVES = frozenset(
    {"заведовать", "управлять", "исполнять", "обучаться", "учиться", "служить"}
)
_IN_PLURAL = frozenset({"обучаться", "учиться"})
_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_PLAIN_PLURALS = frozenset(
    {"директора", "учителя", "мастера", "инспектора", "тренера", "профессора"}
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """The part of a noun phrase that agrees with its head: adjectives and the head itself."""

    tokens: tuple[re.Match[str], ...]
    head_parses: tuple[Any, ...]

    def cases(self) -> frozenset[str]:
        """Return the cases in which the head and its adjectives can stand together."""
        return frozenset(parse.tag.case for parse in self.head_parses)

    def is_plural(self) -> bool:
        """Tell the number of the likeliest reading of the head."""
        word = self.tokens[-1][0].lower()
        nominative = [parse for parse in self.head_parses if parse.tag.case == "nomn"]
        best = (nominative or self.head_parses)[0]
        return word in _PLAIN_PLURALS or best.tag.number == "plur"


def _nominals(word: str) -> tuple[Any, ...]:
    """Return the declined readings that are no names, «обучающимся» as a plural first."""
    found = [
        one for one in parses(word.lower())
        if one.tag.case in _CASES and one.tag.POS in {"NOUN", "ADJF", "PRTF", "NUMR", "NPRO"}
        and "Surn" not in one.tag and "Name" not in one.tag
    ]  # fmt: skip
    if any(one.normal_form in _IN_PLURAL for one in found):
        found.sort(key=lambda one: one.tag.number != "plur")
    return tuple(found)


def _agree(one: Any, head: Any) -> bool:
    same = one.tag.case == head.tag.case and one.tag.number == head.tag.number
    return same and (head.tag.number == "plur" or one.tag.gender in {None, head.tag.gender})


def _is_substantive(parse: Any) -> bool:
    return parse.tag.POS == "NOUN" or parse.normal_form in _SUBSTANTIVES


def find_phrase(text: str) -> Phrase | None:
    """Find the first noun of a text with its adjectives; quotes and brackets are passed.

    A text that begins with a preposition or a verb has none.
    """
    plain = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    tokens: list[re.Match[str]] = []
    for match in _TOKEN.finditer(plain):
        if is_acronym(match[0]) or match[0][1:] != match[0][1:].lower():
            return None
        found = () if _is_function_word(match[0]) else _nominals(match[0])
        if not found:
            return None if tokens == [] else _adjective_alone(tokens)
        nouns = tuple(one for one in found if _is_substantive(one))
        agreeing = tuple(one for one in nouns if _agrees_with_all(one, tokens))
        if agreeing and _is_substantive(found[0]) and not _describes_next(match, plain):
            return Phrase((*tokens, match), agreeing)
        if nouns and not agreeing and tokens and not _describes_next(match, plain):
            return _adjective_alone(tokens)
        tokens.append(match)
    return _adjective_alone(tokens) if tokens else None


def _describes_next(match: re.Match[str], text: str) -> bool:
    """Tell «главного» before «специалиста», an adjective there, from the noun «главное»."""
    following = re.compile(r"\s+([а-яё-]+)").match(text, match.end())
    if following is None:
        return False
    described = [one for one in _nominals(following[1]) if one.tag.POS == "NOUN"]
    adjectives = [one for one in _nominals(match[0]) if one.tag.POS == "ADJF"]
    return any(_agree(one, head) for one in adjectives for head in described)


def _is_function_word(word: str) -> bool:
    return parses(word.lower())[0].tag.POS in {"PREP", "CONJ", "PRCL"} or len(word) < len("сад")


def _agrees_with_all(head: Any, tokens: list[re.Match[str]]) -> bool:
    return all(any(_agree(one, head) for one in _nominals(token[0])) for token in tokens)


def _adjective_alone(tokens: list[re.Match[str]]) -> Phrase:
    found = _nominals(tokens[0][0])
    people = [one for one in found if one.tag.gender != "neut"]
    return Phrase((tokens[0],), tuple(people or found))


def nominative_phrase(
    text: str, *, cases: tuple[str, ...] = (), number: Literal["sing", "plur"] | None = None
) -> str:
    """Bring a noun phrase to the nominative; what depends on its head stays as it is.

    Parameters
    ----------
    text : str
        The phrase, of any case.
    cases : tuple of str
        The cases in which it may stand, where the sentence tells; without them a phrase that
        can be a nominative is left alone.
    number : str, optional
        The number to bring it to; by default the printed one.

    Examples
    --------
    >>> nominative_phrase("начальнику отдела общего образования")
    'начальник отдела общего образования'
    >>> nominative_phrase("муниципального координатора")
    'муниципальный координатор'
    """
    phrase = find_phrase(text)
    if phrase is None or ("nomn" in phrase.cases() and not cases and number is None):
        return text
    fitting = [one for one in phrase.head_parses if not cases or one.tag.case in cases]
    head = (fitting or phrase.head_parses)[0]
    if number is None and phrase.tokens[-1][0].lower() in _PLAIN_PLURALS and "nomn" in cases:
        return text
    for token in reversed(phrase.tokens):
        text = (
            text[: token.start()] + _to_nominative(token[0], head, number) + text[token.end() :]
        )
    return text


def _to_nominative(word: str, head: Any, number: str | None) -> str:
    parse = next((one for one in _nominals(word) if _agree(one, head)), head)
    grammemes = {"nomn", number} if number else {"nomn"}
    if parse.tag.POS in {"ADJF", "PRTF"} and number == "sing" and head.tag.gender:
        grammemes.add(head.tag.gender)
    inflected = parse.inflect(grammemes)
    if inflected is None:
        return word
    return str(inflected.word).capitalize() if word[0].isupper() else str(inflected.word)
