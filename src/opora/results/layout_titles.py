"""What a person calls each layout."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from opora.methodology.packs import Pack, load_pack


class LayoutTitles(Pack, frozen=True):
    """Titles by the name of the layout."""

    titles: dict[str, str]


def layout_title(layout: str) -> str:
    """Return the title of a layout; that of a region has its own name only.

    Examples
    --------
    >>> layout_title("oge_protocol"), layout_title("oblast_42")
    ('Протокол РЦОИ, ОГЭ', 'oblast_42')
    """
    return _titles().get(layout, layout)


@cache
def _titles() -> dict[str, str]:
    path = files("opora.results") / "data" / "layout_titles.yaml"
    return load_pack(path, LayoutTitles).titles
