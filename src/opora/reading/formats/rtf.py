"""RTF → layout. ``striprtf`` gives no spans and no formatting, hence a reader of our own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from opora.reading.formats.builder import Align, LayoutBuilder
from opora.reading.formats.rtf_tables import RowShape, TableRows
from opora.reading.formats.rtf_tokens import CodePages, Token, tokens
from opora.reading.model import Layout
from opora.reading.refusals import BrokenFile

_DEEPEST = 2000
_SKIPPED = frozenset(
    {
        "colortbl", "stylesheet", "info", "pict", "object", "objdata", "header", "headerl",
        "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote",
        "annotation", "listtable", "listoverridetable", "revtbl", "rsidtbl", "themedata",
        "colorschememapping", "latentstyles", "datastore", "xmlnstbl", "generator", "fldinst",
        "sp", "shprslt", "nonesttables", "nesttableprops", "bkmkstart", "bkmkend", "atnid",
        "atnauthor", "tc", "xe",
    },
)  # fmt: skip
_TAKEN = frozenset({"shpinst", "listtext", "pntext", "fldrslt"})
_SIGNS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ",
    "enspace": " ", "~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\", "nestcell": " ",
    "nestrow": "\n",
}  # fmt: skip
_ALIGNS: dict[str, Align] = {"ql": "left", "qc": "center", "qr": "right", "qj": "justify"}
_HEADING_LEVELS = 9


def read(content: bytes) -> Layout:
    """Read a document of Word or LibreOffice saved as RTF."""
    reader = _Reader()
    for token in tokens(content):
        reader.take(token)
    layout = reader.layout()
    if not layout.blocks:
        raise BrokenFile(
            "В файле RTF не найдено текста. Откройте его в Word и сохраните как .docx.",
        )
    return layout


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits and, at its end, forgets."""

    skipped: bool = False
    fonts: bool = False
    label: bool = False
    bold: bool = False
    hidden: bool = False
    font: int = 0
    unicode_skip: int = 1
    opens_box: bool = False


@dataclass(slots=True)
class _Flow:
    """The paragraph and the table being collected; a text box has a flow of its own."""

    parts: list[str] = field(default_factory=list)
    all_bold: bool = True
    align: Align | None = None
    level: int | None = None
    in_table: bool = False
    label_from: int = 0
    rows: TableRows = field(default_factory=TableRows)
    shape: RowShape = field(default_factory=RowShape)


class _Reader:
    """Goes through the tokens once."""

    def __init__(self) -> None:
        self._builder = LayoutBuilder("rtf")
        self._pages = CodePages()
        self._states = [_State()]
        self._flows = [_Flow()]
        self._starred = False
        self._to_skip = 0
        self._bytes = bytearray()
        self._words: dict[str, Callable[[int | None], None]] = {
            "par": self._end_paragraph,
            "sect": self._end_paragraph,
            "page": self._end_paragraph,
            "cell": self._end_cell,
            "row": self._end_row,
            "pard": self._reset_paragraph,
            "plain": self._reset_run,
            "trowd": self._start_row,
            "intbl": self._enter_table,
            "outlinelevel": self._set_level,
            "shptxt": self._open_box,
        }

    def take(self, token: Token) -> None:
        """Take the next token."""
        if token.kind != "byte":
            self._flush_bytes()
        if token.kind == "open":
            self._open()
        elif token.kind == "close":
            self._close()
        elif token.kind == "word":
            self._word(token.text, token.number)
        elif not self._skips_replacement(token):
            self._take_text(token)

    def layout(self) -> Layout:
        """Close what is open and return all that was read."""
        self._flush_bytes()
        while len(self._flows) > 1:
            self._close_box()
        self._end_paragraph(None)
        self._end_table()
        return self._builder.layout()

    @property
    def _state(self) -> _State:
        return self._states[-1]

    @property
    def _flow(self) -> _Flow:
        return self._flows[-1]

    def _set(self, **changes: bool | int) -> None:
        self._states[-1] = replace(self._state, **changes)  # type: ignore[arg-type]

    def _open(self) -> None:
        if len(self._states) > _DEEPEST:
            raise BrokenFile("Файл RTF повреждён. Откройте его в Word и сохраните как .docx.")
        self._starred = False
        self._states.append(replace(self._state, opens_box=False))

    def _close(self) -> None:
        if len(self._states) > 1:
            closed = self._states.pop()
            if closed.opens_box:
                self._close_box()
            if closed.label and not self._state.label:
                self._end_label()

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, word == "*"
        if word in _SKIPPED or (starred and word not in _TAKEN):
            self._set(skipped=True)
        elif word == "fonttbl":
            self._set(skipped=True, fonts=True)
        elif word in {"listtext", "pntext"}:
            self._set(label=True)
            self._flow.label_from = len(self._flow.parts)
        elif not self._pages.take(word, number, defines=self._state.fonts):
            self._format(word, number)
        if word == "f" and number is not None:
            self._set(font=number)

    def _format(self, word: str, number: int | None) -> None:
        if self._state.skipped:
            return
        if word == "uc":
            self._set(unicode_skip=max(0, number or 0))
        elif word == "u" and number is not None:
            self._add(chr(number % 65536))
            self._to_skip = self._state.unicode_skip
        elif word == "b":
            self._set(bold=number != 0)
        elif word in {"v", "deleted"}:
            self._set(hidden=number != 0)
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in _ALIGNS:
            self._flow.align = _ALIGNS[word]
        elif word in self._words:
            self._words[word](number)
        else:
            self._flow.shape.take(word, number)

    def _skips_replacement(self, token: Token) -> bool:
        """Pass letters that stand after a Unicode sign for readers without Unicode."""
        if not self._to_skip:
            return False
        if token.kind == "byte":
            self._to_skip -= 1
            return True
        taken = min(self._to_skip, len(token.text))
        self._to_skip = 0
        self._add(token.text[taken:])
        return True

    def _take_text(self, token: Token) -> None:
        if self._state.skipped:
            return
        if token.kind == "byte" and token.number is not None:
            self._bytes.append(token.number)
        else:
            self._add(token.text)

    def _flush_bytes(self) -> None:
        if self._bytes:
            self._add(self._pages.decode(bytes(self._bytes), self._state.font))
            self._bytes.clear()

    def _add(self, text: str) -> None:
        if self._state.skipped or self._state.hidden or not text:
            return
        if text.strip() and not self._state.label:
            self._flow.all_bold = self._flow.all_bold and self._state.bold
        self._flow.parts.append(text)

    def _end_label(self) -> None:
        """Put a space, not Word's tab, after the number of a list item."""
        flow = self._flow
        text = "".join(flow.parts[flow.label_from :]).rstrip()
        flow.parts[flow.label_from :] = [text + " "] if text else []

    def _take_paragraph(self) -> tuple[str, bool]:
        flow = self._flow
        text = "".join(flow.parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        bold = flow.all_bold and bool(text.strip())
        flow.parts, flow.all_bold = [], True
        return text, bold

    def _end_paragraph(self, _number: int | None) -> None:
        flow = self._flow
        text, bold = self._take_paragraph()
        if flow.in_table:
            flow.rows.add_line(text, bold=bold)
            return
        self._end_table()
        self._builder.paragraph(text, bold=bold, align=flow.align, level=flow.level)

    def _end_cell(self, _number: int | None) -> None:
        text, bold = self._take_paragraph()
        self._flow.rows.end_cell(text, bold=bold)

    def _end_row(self, _number: int | None) -> None:
        self._flow.rows.end_row(self._flow.shape)

    def _end_table(self) -> None:
        rows, self._flow.rows = self._flow.rows, TableRows()
        for text in rows.loose_lines():
            self._builder.paragraph(text)
        self._builder.table(rows.grid())

    def _reset_paragraph(self, _number: int | None) -> None:
        self._flow.align, self._flow.level, self._flow.in_table = None, None, False

    def _reset_run(self, _number: int | None) -> None:
        self._set(bold=False, hidden=False)

    def _start_row(self, _number: int | None) -> None:
        self._flow.shape = RowShape()

    def _enter_table(self, _number: int | None) -> None:
        self._flow.in_table = True

    def _set_level(self, number: int | None) -> None:
        level = (number or 0) + 1
        self._flow.level = level if level <= _HEADING_LEVELS else None

    def _open_box(self, _number: int | None) -> None:
        self._set(opens_box=True)
        self._flows.append(_Flow())

    def _close_box(self) -> None:
        if len(self._flows) > 1:
            self._end_paragraph(None)
            self._end_table()
            self._flows.pop()
