"""Runs of a Word paragraph → its printed characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from opora.reading.formats.docx_styles import Styles
from opora.reading.formats.docx_xml import Node, flag, local, number, r, value, w
from opora.reading.formats.links import with_address

_PASSED = frozenset(
    {
        "ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "fldSimple", "dir",
        "bdo", "ruby", "rubyBase", "oMath", "oMathPara",
    },
)  # fmt: skip
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_PRIVATE_USE = 0xE000


@dataclass(slots=True)
class Words:
    """Printed characters of a paragraph, and the page breaks before and among them."""

    text: str = ""
    bold: bool = False
    rendered_before: int = 0
    rendered_inside: int = 0
    forced_before: int = 0
    forced_inside: int = 0


def paragraph_words(paragraph: Node, styles: Styles, links: Mapping[str, str]) -> Words:
    """Collect what is printed: insertions kept, deletions, hidden words and notes dropped.

    Parameters
    ----------
    paragraph : Node
        A ``w:p``.
    styles : Styles
        For what is bold by its style.
    links : mapping of str to str
        Addresses by relationship; those given are printed after words that do not name them.
    """
    collector = _Collector(styles, styles.is_bold(styles.of(paragraph)) or False, links)
    if flag(paragraph, "pPr/pageBreakBefore"):
        collector.words.forced_before = 1
    collector.children(paragraph)
    collector.words.bold = collector.bold_only and bool(collector.words.text.strip())
    return collector.words


def text_boxes(paragraph: Node) -> Iterator[Node]:
    """Yield contents of text boxes anchored in a paragraph, each once.

    Word keeps a box twice, for itself and for old readers (``mc:Fallback``).
    """
    for box in paragraph.iter(w("txbxContent")):
        above = [local(node) for node in box.iterancestors()]
        inside = above[: above.index("p")] if "p" in above else above
        if "Fallback" not in inside and "del" not in inside:
            yield box


class _Collector:
    def __init__(self, styles: Styles, bold: bool, links: Mapping[str, str]) -> None:  # noqa: FBT001
        self.words = Words()
        self.bold_only = True
        self._styles = styles
        self._bold = bold
        self._links = links

    def children(self, node: Node) -> None:
        for child in node.iterchildren():
            name = local(child)
            if name == "r":
                self._run(child)
            elif name == "hyperlink":
                self._link(child)
            elif name in _PASSED:
                self.children(child)

    def _link(self, link: Node) -> None:
        start = len(self.words.text)
        self.children(link)
        printed = self.words.text[start:]
        address = self._links.get(link.get(r("id")) or "", "")
        self.words.text = self.words.text[:start] + with_address(printed, address)

    def _run(self, run: Node) -> None:
        if flag(run, "rPr/vanish"):
            return
        text = "".join(self._piece(child) for child in run.iterchildren())
        if text.strip():
            self.bold_only = self.bold_only and self._run_is_bold(run)
        self.words.text += text

    def _run_is_bold(self, run: Node) -> bool:
        own = flag(run, "rPr/b")
        if own is None:
            own = self._styles.is_bold(value(run, "rPr/rStyle"))
        return self._bold if own is None else own

    def _piece(self, node: Node) -> str:
        name = local(node)
        if name == "t":
            return node.text or ""
        if name == "br":
            return self._break(node)
        if name == "lastRenderedPageBreak":
            self._count_page("rendered")
        if name == "sym":
            code = int(node.get(w("char")) or "0", 16)
            return chr(code) if 0 < code < _PRIVATE_USE and number(str(code)) else ""
        return _SIGNS.get(name, "")

    def _break(self, node: Node) -> str:
        kind = node.get(w("type"))
        if kind == "page":
            self._count_page("forced")
        return "" if kind == "column" else "\n"

    def _count_page(self, kind: str) -> None:
        where = "inside" if self.words.text.strip() else "before"
        name = f"{kind}_{where}"
        setattr(self.words, name, getattr(self.words, name) + 1)
