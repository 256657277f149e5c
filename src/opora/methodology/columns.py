"""How the columns of a roadmap table are headed in Russian municipal documents."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import Pack, own_pack

HeaderRole = Literal[
    "number", "measure", "task", "criterion", "indicator", "deadline", "deadline_end",
    "responsible", "expected_result", "evidence_form", "execution", "participants",
    "direction", "other",
]  # fmt: skip


class HeaderPhrase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that head a column, in any inflection.

    A phrase fits a header whose lemmas hold the lemmas of ``text`` in this order, other words
    between them allowed. With ``whole`` it fits only a header of these words and no others.
    ``weight`` in (0, 1] says how surely such a header has the role.
    """

    text: str
    weight: float = 1.0
    whole: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.weight <= 1:
            raise ValueError(f"weight must be in (0, 1], not {self.weight}")


class ColumnHeaders(Pack, frozen=True):
    """Phrases of headers by the role of the column, the surest first."""

    roles: dict[HeaderRole, tuple[HeaderPhrase, ...]]


@cache
def load_column_headers() -> ColumnHeaders:
    """Load the synonyms of table headers.

    Examples
    --------
    >>> load_column_headers().roles["deadline"][0].text
    'сроки исполнения'
    """
    return own_pack("column_headers.yaml", ColumnHeaders)
