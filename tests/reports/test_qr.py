"""Addresses as QR codes."""

from __future__ import annotations

from io import BytesIO

from lxml import etree
from PIL import Image

from opora.reports.qr import qr_png, qr_svg

ADDRESS = "https://opora.example.org/registers/diagnostics/a/0123456789abcdef012345/"


def test_a_code_is_drawn_by_attributes_alone() -> None:
    drawing = etree.fromstring(qr_svg(ADDRESS, label="QR-код анкеты"))
    assert drawing.get("aria-label") == "QR-код анкеты"
    assert "style" not in {name for one in drawing.iter() for name in one.attrib}


def test_the_picture_and_the_drawing_are_of_one_code() -> None:
    side = int(etree.fromstring(qr_svg(ADDRESS, label="x")).get("viewBox").split()[2])
    assert Image.open(BytesIO(qr_png(ADDRESS))).size == (side * 8, side * 8)
