"""Tables of packages name what they speak of as people do."""

from __future__ import annotations

from opora.domain.exchange.contents import SECTIONS
from opora.domain.exchange.differences import Change
from opora.reports.package_tables import changes_table


def test_rounds_are_named_in_words_and_an_unknown_one_by_its_code() -> None:
    nothing: dict[str, dict[str, dict[str, object]]] = {name: {} for name in SECTIONS}
    keys = ("ВПР-МА-5 2025", "НИКО-МА-5 2025")
    rows = nothing | {"rounds": {key: {"code": key[:-5], "year": 2025} for key in keys}}
    changes = [Change("rounds", key, "added", ()) for key in keys]

    told = [row[1] for row in changes_table(changes, rows, nothing).rows]

    assert told == ["ВПР, математика, 5 класс, 2025", "НИКО-МА-5 2025"]
