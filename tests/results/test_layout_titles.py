"""Every layout has a title that a person reads."""

from opora.results.layout_titles import layout_title
from opora.results.layouts import load_layouts

OTHERS = ("vpr_groups", "oge_protocol", "ege_protocol", "social_passport", "oo1", "unknown")


def test_every_layout_has_a_title():
    own = {layout.name for layout in load_layouts()} - {"protocol"}

    assert [name for name in (*own, *OTHERS) if layout_title(name) == name] == []


def test_a_layout_of_a_region_is_shown_by_its_own_name():
    assert layout_title("oblast_42") == "oblast_42"
