"""The defects of the five real documents (domain.md, §13) are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from opora.reading import read_document

SEEDS = Path(__file__).resolve().parents[3] / "../shared/seeds"


def found(prefix):
    paths = sorted(SEEDS.glob(f"{prefix}_*.txt"))
    if not paths:
        pytest.skip("../shared with the real documents is not here")
    reading = read_document(paths[0].read_bytes(), paths[0].name)
    return {(one.code, row) for one in reading.findings for row in (one.rows or (None,))}


@pytest.mark.parametrize(
    ("seed", "defects"),
    [
        (
            "000",
            {
                ("number-duplicated", 14),
                ("number-duplicated", 15),
                ("deadline-missing", 14),
                ("deadline-missing", 15),
                ("result-missing", 1),
                ("result-missing", 17),
                ("abbreviation-misread", 5),
                ("abbreviation-misread", 15),
                ("responsible-overloaded", 1),
            },
        ),
        (
            "001",
            {
                ("stamp-date-differs", None),
                ("measure-before-order", 1),
                ("measure-before-order", 2),
                ("abbreviation-misread", 10),
                ("row-rejoined", None),
            },
        ),
        (
            "002",
            {
                ("title-typo", None),
                ("url-repeated", 3),
                ("url-repeated", 4),
                ("evidence-missing", 10),
                ("evidence-missing", 14),
                ("no-approval", None),
                ("outside-period", 1),
                ("outside-period", 11),
                ("abbreviation-unexplained", 7),
            },
        ),
        (
            "003",
            {
                ("indicator-numbering", 17),
                ("number-misread", 6),
                ("number-misread", 16),
                ("mixed-periods", None),
                ("after-school-year", 7),
                ("after-school-year", 9),
                ("no-approval", None),
                ("period-inferred", None),
                ("pair-unmatched", 17),
                ("row-rejoined", None),
            },
        ),
        (
            "004",
            {
                ("number-duplicated", 21),
                ("number-duplicated", 22),
                ("deadline-missing", 37),
                ("school-list", None),
                ("name-alone", None),
                ("pair-doubled", None),
                ("responsible-torn", 39),
                ("responsible-counted", 27),
                ("calendar-period-school-year", None),
                ("year-inferred", 4),
                ("row-rejoined", None),
            },
        ),
    ],
)
def test_the_known_defects_of_a_real_document_are_found(seed, defects):
    assert defects - found(seed) == set()
