"""The kind whose words stand most clearly in a measure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import cast

from opora.methodology import Kinds, load_evidence_kinds, load_kinds
from opora.methodology.kinds import Field, Kind
from opora.reading.kinds.cues import Token, Vocabulary, find_cue, read_tokens, vocabulary_of
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
    found = [(one.kind, *_score(one, tokens, pack)) for one in pack.kinds]
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


def _score(
    kind: Kind, tokens: Mapping[Field, list[Token]], pack: Kinds
) -> tuple[float, tuple[str, ...]]:
    total, deciding = 0.0, []
    for cue in kind.cues:
        fields = cue.fields or tuple(cast("Mapping[Field, float]", pack.field_weights))
        factors = [
            find_cue(tokens[name], cue.words, cue.gap) * pack.field_weights[name]
            for name in fields if name in tokens
        ]  # fmt: skip
        factor = max(factors, default=0.0)
        if factor > 0:
            total += cue.weight * factor
            deciding.append((cue.weight * factor, cue.words))
    deciding.sort(reverse=True)
    return total, tuple(words for weight, words in deciding[:_RUNNERS_UP] if weight > 0)
