"""The bracket at the end of a piece, parted from it."""

from __future__ import annotations

from opora.reading.responsible.pieces import Piece, nested


def cut_bracket(piece: Piece) -> tuple[Piece, Piece | None]:
    """Part a piece from the bracket at its end, if there is one."""
    if not piece.text.endswith(")"):
        return piece, None
    inside, depth = nested(piece.text), 0
    for start in range(len(piece.text) - 1, 0, -1):
        depth += {")": 1, "(": -1}.get(piece.text[start], 0)
        if depth == 0 and inside[start]:
            bracket = Piece(piece.text[start + 1 : -1], piece.start + start + 1).trimmed()
            return Piece(piece.text[:start], piece.start, piece.separator).trimmed(), bracket
    return piece, None
