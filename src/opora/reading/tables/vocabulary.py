"""The words of the field that the table reader needs, loaded from reviewed data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from opora.methodology import Pack, load_pack


class Vocabulary(Pack, frozen=True):
    """Words by which headings, schools and tables of another kind are told."""

    section_words: tuple[str, ...]
    foreign_headers: tuple[str, ...]
    school_forms: tuple[str, ...]
    school_nouns: tuple[str, ...]
    school_abbreviations: tuple[str, ...]
    not_schools: tuple[str, ...]
    title_words: tuple[str, ...]
    dated_stems: tuple[str, ...]
    actor_stems: tuple[str, ...]
    after_plan_stems: tuple[str, ...]


def beginning(stems: Sequence[str]) -> re.Pattern[str]:
    """Compile a pattern that finds a word beginning with one of the stems.

    Examples
    --------
    >>> bool(beginning(["сентябр"]).search("до конца сентября"))
    True
    """
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, stems))})", re.IGNORECASE)


@cache
def vocabulary() -> Vocabulary:
    """Load the words once a process.

    Examples
    --------
    >>> "раздел" in vocabulary().section_words
    True
    """
    return load_pack(files("opora.reading.tables") / "vocabulary.yaml", Vocabulary)
