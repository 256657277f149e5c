"""Forms that are read as a whole: social passports and ОО-1. They have a few dozen lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from opora.results.cells import Row
from opora.results.oo1 import CensusSheet, is_census
from opora.results.passport import PassportSheet, is_passport

Form = PassportSheet | CensusSheet

NumberedRows = Iterable[tuple[int, Row]]


def form_of(
    sheet: str | None,
    preface: Sequence[tuple[int, Row]],
    rest: NumberedRows,
    earlier: Sequence[Form],
) -> Form | None:
    """Read the sheet as a form, None if it is none.

    Parameters
    ----------
    sheet : str or None
        Name of the sheet.
    preface, rest : rows with their numbers
        The first lines, in which a form is named, and all others.
    earlier : sequence of Form
        Forms on the sheets before: their title often stands on the first sheet only.
    """
    first = [row for _, row in preface]
    before = earlier[-1] if earlier else None
    if is_passport(sheet, first, follows=isinstance(before, PassportSheet)):
        lines = before.title_lines if isinstance(before, PassportSheet) else ()
        return PassportSheet(sheet, [*preface, *rest], earlier=lines)
    if is_census(sheet, first) or isinstance(before, CensusSheet):
        head = before if isinstance(before, CensusSheet) else None
        return CensusSheet(sheet, [*preface, *rest], head=head)
    return None
