"""Links of the docs lead somewhere, and every page of the docs is listed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
_LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Return where the links of a page lead, with the heading they name."""
    for path, heading in _LINK.findall(page.read_text(encoding="utf-8")):
        yield (page.parent / path).resolve() if path else page, heading


def anchors(page: Path) -> set[str]:
    """Return the headings of a page as addresses, in the way of GitHub."""
    said = _HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", one.lower()).strip().replace(" ", "-") for one in said}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_page_and_a_heading(page):
    for target, heading in links(page):
        assert target.exists(), target
        assert not heading or heading in anchors(target), f"{target}#{heading}"


def test_the_list_of_the_docs_names_every_page():
    listed = {target for target, _ in links(DOCS / "index.md")}

    for page in DOCS.rglob("*.md"):
        assert page == DOCS / "index.md" or {page, page.parent} & listed, page


def test_a_heading_becomes_an_address_as_on_github():
    assert "2-заполнить-школа" in anchors(DOCS / "how-to" / "collect-passports.md")
    assert "opora-results-template" in anchors(DOCS / "reference" / "commands.md")
