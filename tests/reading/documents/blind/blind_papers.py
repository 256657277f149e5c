"""Papers written as short YAML files, with the answers of their author, in every format.

A file names its ``formats``, the paragraphs ``before`` and ``after`` the plan, its ``columns``
and its ``rows``, and the answer for the ``document``. A line of ``rows`` is one of

- ``a | b | c``: a row of the plan and, unless lines under it say otherwise, its measure;
- ``= title``: a row merged over all columns, the title of a section;
- ``~ a | b | c``: a row that is printed but is no measure of its own;
- ``+``: one more measure of the row above;
- ``> key: value``: an answer for the line above it (``s`` schedule, ``a`` actors,
  ``i`` indicators, else a field of the item).

``⏎`` is a line break inside a cell, ``^`` a cell merged with the one above.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (
    "measure", "task", "criteria", "deadline_text", "responsible_text", "expected_result",
    "execution_info", "evidence_form",
)  # fmt: skip
FIELDS = {"deadline": "deadline_text", "responsible": "responsible_text",
          "criterion": "criteria", "execution": "execution_info", "start": "deadline_text",
          "end": "deadline_text"}  # fmt: skip
ACTORS = {"p": "person", "r": "role", "o": "organization"}


@dataclass
class Line:
    """A printed row, a section or a further measure, with what its author says of it."""

    mark: str
    cells: list[str]
    said: dict[str, str] = field(default_factory=dict)


@dataclass
class Paper:
    """One blind paper: what is printed and what is to be read."""

    name: str
    formats: list[str]
    before: list[str]
    after: list[str]
    columns: list[tuple[str, str]]
    lines: list[Line]
    answer: dict[str, Any]

    @property
    def headers(self) -> list[str]:
        """The printed headers, a two-level one as ``upper/lower``."""
        return [header for _, header in self.columns]

    @property
    def printed(self) -> list[list[str]]:
        """The rows as printed; a merged row has one cell."""
        return [line.cells for line in self.lines if line.mark != "+"]


def load(path: Path) -> Paper:
    """Read one file of this folder."""
    data = yaml.safe_load(path.read_text("utf-8"))
    columns = [_column(cell) for cell in data["columns"].split(" | ")]
    lines = _lines(data["rows"], [role for role, _ in columns])
    paper = Paper(
        path.stem, data["formats"].split(), _paragraphs(data.get("before")),
        _paragraphs(data.get("after")), columns, lines, {},
    )  # fmt: skip
    paper.answer = {
        "document": data["document"],
        "support_models": data.get("support_models", []),
        "roadmap": _roadmap(paper),
    }
    return paper


def _column(cell: str) -> tuple[str, str]:
    role, _, header = cell.strip().partition("=")
    return role, header


def _paragraphs(text: str | None) -> list[str]:
    return [part.strip("\n") for part in re.split(r"\n\s*\n", text or "") if part.strip()]


def _lines(text: str, roles: list[str]) -> list[Line]:
    lines: list[Line] = []
    for raw in text.splitlines():
        if raw.startswith(">"):
            key, _, value = raw[1:].partition(":")
            lines[-1].said[key.strip()] = value.strip()
        elif raw.startswith(("=", "~", "+")):
            lines.append(Line(raw[0], _cells(raw[1:])))
        elif raw.strip():
            lines.append(Line("", _cells(raw)))
            assert len(lines[-1].cells) == len(roles), raw
    return lines


def _cells(raw: str) -> list[str]:
    return [cell.strip().replace("⏎", "\n") for cell in raw.split("|")]


def _roadmap(paper: Paper) -> dict[str, Any]:
    sections: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    above = dict.fromkeys(TEXTS)
    for line in paper.lines:
        if line.mark == "=" and line.said.get("none") is None:
            sections.append(_section(line))
        elif line.mark in {"", "+"}:
            printed = above if line.mark else _printed(paper, line, above)
            above = {**printed, **_texts(line)}
            items.append(_item(line, above, len(sections) or None, len(items) + 1))
            above = printed if "only" in line.said else above
    return {"sections": sections, "items": items}


def _section(line: Line) -> dict[str, Any]:
    title = line.said.get("title", line.cells[0])
    number = re.match(r"([IVXLC]+\.|\d+(?:\.\d+)*\.?)\s+", title)
    schools = [name.strip() for name in line.said.get("schools", "").split(";") if name.strip()]
    return {
        "number": line.said.get("number", number and number[1]),
        "prefix": line.said.get("prefix"),
        "title": title[number.end() :] if number else title,
        "schools": schools,
    }


def _printed(paper: Paper, line: Line, above: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(TEXTS)
    for (role, _), cell in zip(paper.columns, line.cells, strict=True):
        name = FIELDS.get(role, role)
        text = above.get(name) if cell == "^" else _joined(cell)
        if name == "deadline_text" and found.get(name):
            text = " – ".join(part for part in (found[name], text) if part)
        found[name] = text
    return found


def _joined(cell: str) -> str:
    text = re.sub(r"(?<=\w)-\n", "-", cell)
    return re.sub(r"\s+", " ", text).strip()


def _texts(line: Line) -> dict[str, str]:
    return {key: value for key, value in line.said.items() if key in {*TEXTS, "number"}}


def _item(line: Line, texts: dict[str, Any], section: int | None, row: int) -> dict[str, Any]:
    return {
        **{key: texts.get(key) for key in (*TEXTS, "number")},
        "section": None if line.said.get("section") == "none" else section,
        "row": row,
        "schedule": [clause(one) for one in line.said["s"].split(" & ")],
        "responsible": [actor(one) for one in line.said.get("a", "").split(" & ") if one],
        "indicators": [value(one) for one in line.said.get("i", "").split(" & ") if one],
        "evidence_urls": line.said.get("urls", "").split(),
    }


def clause(text: str) -> dict[str, Any]:
    """Read ``w START END``, ``d DATE``, ``r RULE FROM UNTIL DURATION``, ``e RELATION EVENT`` …"""
    first, *others = text.split(" or ")
    found = _clause(first)
    if others:
        found["alternatives"] = [_clause(one) for one in others]
    return found


def _clause(text: str) -> dict[str, Any]:
    kind, *rest = text.split()
    flags = {flag[1:]: True for flag in rest if flag.startswith("!")}
    rest = [part for part in rest if not part.startswith("!")]
    match kind:
        case "w" | "wp":
            named = {"w": "window", "wp": "whole_period"}[kind]
            found: dict[str, Any] = {"type": named, "start": rest[0], "end": rest[-1]}
        case "d":
            found = {"type": "deadline", "date": rest[0]}
        case "dm":
            found = {"type": "deadline", "date": rest[0], "precision": "month"}
        case "sy":
            found = {"type": "school_year", "year": rest[0]}
        case "r":
            until, duration = rest[2], None if rest[3] == "-" else rest[3]
            found = {"type": "recurring", "rrule": rest[0], "from": rest[1],
                     "until": until, "duration": duration}  # fmt: skip
        case "e":
            found = {"type": "event", "relation": rest[0], "event": " ".join(rest[1:])}
        case "n":
            found = {"type": "as_needed", "as_needed": True}
        case "same":
            found = {"type": "same_as_above"}
        case _:
            found = {"type": "unspecified"}
    return {**found, **flags}


def actor(text: str) -> dict[str, Any]:
    """Read ``p Иванова И.И.`` or ``r printed => norm``."""
    kind, _, rest = text.strip().partition(" ")
    printed, _, norm = rest.partition(" => ")
    return {"type": ACTORS[kind], "text": printed.strip(), "norm": (norm or printed).strip()}


def value(text: str) -> dict[str, Any]:
    """Read ``text ;; unit ;; target``; a unit in brackets is implied."""
    words, unit, target = (part.strip() for part in text.split(";;"))
    implied = unit.startswith("(")
    return {
        "text": words,
        "unit": unit.strip("()") or None,
        "target": yaml.safe_load(target) if target else None,
        "unit_source": "implied" if implied else "printed",
    }
