"""The kind whose words stand most clearly in a measure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from opora.methodology import Kinds, load_evidence_kinds, load_kinds
from opora.methodology.kinds import Field
from opora.reading.kinds.cues import (
    KindCue,
    Token,
    Vocabulary,
    find_cue,
    read_tokens,
    vocabulary_of,
)
from opora.reading.model import Guess

# Half of the weight of one deciding cue: a lone hint stays below a half.
_DOUBT = 0.9
_WITHOUT_CUES = 0.1
_RUNNERS_UP = 3


def measure_kind(
    measure: str, *, expected_result: str = "", evidence_form: str = "", section: str = ""
) -> Guess:
    """Guess the kind of a measure.

    Parameters
    ----------
    measure : str
        What is done, as printed.
    expected_result, evidence_form, section : str, optional
        The other cells of the row and the heading above it; they count less.

    Returns
    -------
    Guess
        The code of the kind, with its confidence: low where two kinds are close or no word
        speaks.

    Examples
    --------
    >>> measure_kind("Проведение семинара для учителей математики").value
    'event'
    """
    texts: dict[Field, str] = {
        "measure": measure, "expected_result": expected_result,
        "evidence_form": evidence_form, "section": section,
    }  # fmt: skip
    return _guess(texts, load_kinds(), _measure_vocabulary())


def evidence_kind(text: str) -> Guess:
    """Guess what kind of evidence a cell of evidence or of expected results promises.

    Examples
    --------
    >>> evidence_kind("Аналитическая справка").value
    'report'
    """
    return _guess({"evidence_form": text}, load_evidence_kinds(), _evidence_vocabulary())


@cache
def _measure_vocabulary() -> Vocabulary:
    return vocabulary_of(load_kinds())


@cache
def _evidence_vocabulary() -> Vocabulary:
    return vocabulary_of(load_evidence_kinds())


def _guess(texts: Mapping[Field, str], pack: Kinds, vocabulary: Vocabulary) -> Guess:
    tokens = {name: read_tokens(text, vocabulary) for name, text in texts.items()}
    deciding: dict[str, list[tuple[float, str]]] = {one.kind: [] for one in pack.kinds}
    for one in vocabulary.cues_in(tokens.values()):
        factor = _factor(one, tokens, pack.field_weights)
        if factor > 0:
            deciding[one.kind].append((one.cue.weight * factor, one.cue.words))
    found = [
        (kind, sum(weight for weight, _ in cues), _strongest(cues))
        for kind, cues in deciding.items()
    ]
    found.sort(key=lambda row: -row[1])
    value, best, words = found[0]
    if best <= 0:
        return Guess(pack.without_cues, _WITHOUT_CUES)
    total = best + max(0.0, found[1][1]) + _DOUBT
    others = tuple(
        (kind, round(score / total, 2))
        for kind, score, _ in found[1 : 1 + _RUNNERS_UP]
        if score > 0
    )
    return Guess(value, round(best / total, 2), others, words)


def _factor(
    one: KindCue, tokens: Mapping[Field, list[Token]], weights: Mapping[Field, float]
) -> float:
    fields = one.cue.fields or weights
    return max(
        (
            find_cue(tokens[name], one.words, one.cue.gap) * weights[name]
            for name in fields if name in tokens
        ),
        default=0.0,
    )  # fmt: skip


def _strongest(cues: list[tuple[float, str]]) -> tuple[str, ...]:
    ranked = sorted(cues, reverse=True)
    return tuple(words for weight, words in ranked[:_RUNNERS_UP] if weight > 0)
