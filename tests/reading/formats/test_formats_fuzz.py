"""Any bytes end in a layout or a refusal: random ones, and valid files with bytes changed."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.reading.formats import pdf_worker, read_layout
from opora.reading.formats.pdf_content import Content
from opora.reading.model import Layout
from opora.reading.refusals import ReadingRefused

STARTS = [
    b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1 ", b"<html>", b"<!DOCTYPE html>", b"\xff\xfe",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n",
]  # fmt: skip
RTF_WORDS = st.sampled_from(
    [
        "{", "}", "\\par ", "\\cell ", "\\row ", "\\trowd ", "\\intbl ", "\\cellx100 ", "\\cellx9 ",
        "\\clmrg", "\\clvmrg", "\\u-1?", "\\u55357?", "\\bin9999 ", "\\'ff", "\\uc3 ", "\\shptxt ",
        "\\*", "\\listtext ", "\\f9 ", "\\ansicpg0 ", "\\outlinelevel9 ", "x", "\\pard ", "\\deff",
    ],
)  # fmt: skip
HTML_WORDS = st.sampled_from(
    [
        "<table>", "</table>", "<tr>", "<td rowspan=3>", "<td colspan=0>", "<th colspan='x'>", "<li>",
        "<ol start=9999>", "<p align=x>", "<br>", "&nbsp;", "&#0;", "<a href=http://x>", "</a>", "т",
        "<pre>", "<caption>", "<thead>", "<![if x]>", "<!--", "-->", "<b>", "</p>", "<svg><p>",
    ],
)  # fmt: skip
fuzz = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def must_end(content: bytes, name: str = "a") -> None:
    sentence = ""
    try:
        check(read_layout(content, name))
    except ReadingRefused as refusal:
        sentence = str(refusal)
    assert not sentence or sentence.endswith(".")


def check(layout: Layout) -> None:
    for index, block in enumerate(layout.blocks):
        assert block.index == index
        if hasattr(block, "grid"):
            block.grid()


@fuzz
@given(
    st.sampled_from([start for start in STARTS if start != b"%PDF-1.7\n"]),
    st.binary(max_size=2000),
)
def test_random_bytes(start: bytes, rest: bytes) -> None:
    must_end(start + rest)


@fuzz
@given(st.lists(RTF_WORDS, max_size=60))
def test_random_rtf(words: list[str]) -> None:
    must_end(("{\\rtf1 x\\par " + "".join(words)).encode("latin-1"))


@fuzz
@given(st.lists(HTML_WORDS, max_size=60))
def test_random_html(words: list[str]) -> None:
    must_end(("<html>" + "".join(words)).encode())


def mutated(content: bytes, changes: list[tuple[float, int]]) -> bytes:
    spoilt = bytearray(content)
    for place, value in changes:
        spoilt[int(place * (len(spoilt) - 1))] = value
    return bytes(spoilt)


CHANGES = st.lists(
    st.tuples(st.floats(0, 1, allow_nan=False), st.integers(0, 255)),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("kind", ["docx", "odt", "html", "txt", "rtf"])
@fuzz
@given(changes=CHANGES)
def test_valid_files_with_bytes_changed(
    kind: str,
    request: pytest.FixtureRequest,
    changes: list[tuple[float, int]],
) -> None:
    must_end(mutated(request.getfixturevalue(f"order_{kind}"), changes))


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("docx", "word/document.xml"), ("docx", "word/numbering.xml"), ("docx", "word/styles.xml"),
        ("docx", "[Content_Types].xml"), ("docx", "word/_rels/document.xml.rels"),
        ("odt", "content.xml"), ("odt", "styles.xml"),
    ],
)  # fmt: skip
@fuzz
@given(changes=CHANGES)
def test_parts_of_archives_with_bytes_changed(
    kind: str,
    part: str,
    request: pytest.FixtureRequest,
    changes: list[tuple[float, int]],
) -> None:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(request.getfixturevalue(f"order_{kind}"))) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, mutated(content, changes) if name == part else content)
    must_end(stream.getvalue())


@fuzz
@given(changes=CHANGES)
def test_the_pdf_worker_survives_changed_bytes(
    order_pdf: bytes,
    changes: list[tuple[float, int]],
) -> None:
    assert isinstance(pdf_worker.content_of(mutated(order_pdf, changes)), Content)


@pytest.mark.parametrize(
    "rest", [b"", b"\x00" * 50, b"1 0 obj<</Type/Catalog>>endobj trailer<<>>"]
)
def test_rubbish_that_claims_to_be_pdf_is_refused(rest: bytes) -> None:
    with pytest.raises(ReadingRefused):
        read_layout(b"%PDF-1.7\n" + rest, "a.pdf")
