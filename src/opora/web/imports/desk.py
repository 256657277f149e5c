"""Everything that one tab of the review shows, computed from a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opora.domain.acts.draft_checks import finding_key
from opora.domain.acts.models import Draft
from opora.domain.acts.services import corrections
from opora.web.imports import lines
from opora.web.imports.doubts import Json, Looked
from opora.web.imports.lines import Line
from opora.web.imports.meant import Preview
from opora.web.looks import SEVERITIES, Look

TABS = {
    "requisites": "Реквизиты",
    "points": "Пункты приказа",
    "measures": "Мероприятия",
    "indicators": "Показатели",
    "findings": "Замечания",
}
COLUMNS = {"requisites": 3, "points": 5, "measures": 6, "indicators": 4}
"""Columns of the table of each tab."""

SEVERITY_WORDS = {
    "error": "ошибка,ошибки,ошибок",
    "warning": "предупреждение,предупреждения,предупреждений",
    "note": "заметка,заметки,заметок",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values among which the document leaves the choice."""

    path: str
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding with what was decided on it."""

    key: str
    severity: str
    message: str
    suggestion: str
    look: Look
    decision: Json | None
    values: tuple[Choice, ...]
    placed: bool


@dataclass(frozen=True, slots=True)
class Blocker:
    """What stands between the draft and its confirmation, and the tab where it is solved."""

    sentence: str
    tab: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab with how much of it is checked."""

    name: str
    label: str
    done: int
    of: int


class Desk:
    """A draft on the table: lines of every tab, findings, what blocks."""

    def __init__(self, draft: Draft, *, on: date) -> None:
        self.draft = draft
        self.current: dict[str, Any] = draft.current or {}
        self.looked = Looked(draft.checked, draft.decisions)
        self._preview = Preview(draft.organisation, on=on)

    def lines(self, tab: str) -> Sequence[Line]:
        """Return the lines of a tab in printed order."""
        if tab == "requisites":
            return lines.requisites(self.current, self.looked)
        if tab == "points":
            return lines.points(self.current, self.looked, self._preview)
        if tab == "measures":
            return lines.measures(self.current, self.looked, self._preview)
        return lines.indicators(self.current, self.looked) if tab == "indicators" else []

    def line(self, key: str) -> Line | None:
        """Return the line of a key, None if the draft has it no longer."""
        if key[:1] == "i" and key[1:].isdecimal():
            found: Sequence[Line] = lines.measures(
                self.current, self.looked, self._preview, only=int(key[1:])
            )
        else:
            found = self.lines(tab_of(key))
        return next((line for line in found if line.key == key), None)

    def tabs(self) -> list[Tab]:
        """Return the tabs with their counts."""
        findings = self.findings()
        decided = sum(finding.decision is not None for finding in findings)
        found = [self._tab(name) for name in TABS if name != "findings"]
        return [*found, Tab("findings", TABS["findings"], decided, len(findings))]

    def _tab(self, name: str) -> Tab:
        paths = _paths(self.current, name)
        done = sum(path in self.looked.checked for path in paths)
        return Tab(name, TABS[name], done, len(paths))

    def findings(self) -> list[Finding]:
        """Return what the reader found doubtful in the document, worst first."""
        order = list(SEVERITIES)
        found = [self._finding(finding) for finding in self.current.get("findings") or ()]
        return sorted(found, key=lambda finding: order.index(finding.severity))

    def _finding(self, finding: Json) -> Finding:
        key = finding_key(finding)
        return Finding(
            key, finding["severity"], finding["message"], finding.get("suggestion") or "",
            SEVERITIES[finding["severity"]], self.looked.decisions.get(key),
            _values(self.current, finding), bool(finding.get("places")),
        )  # fmt: skip

    def blockers(self) -> list[Blocker]:
        """Return what must be solved before the draft is confirmed."""
        errors = {one.message: one.key for one in self.findings() if one.severity == "error"}
        return [_blocker(sentence, errors) for sentence in corrections.blockers(self.draft)]


def tab_of(key: str) -> str:
    """Return the tab to which a line belongs by its key."""
    if key.startswith("document.orders."):
        return "points"
    if key[:1] in "in" and key[1:].isdecimal():
        return "measures" if key[0] == "i" else "indicators"
    return "requisites"


def _paths(current: Json, tab: str) -> list[str]:
    """Return the paths of the lines of a tab without computing what they say."""
    document, items = current.get("document") or {}, current["roadmap"].get("items") or ()
    if tab == "requisites":
        bases = range(1, len(document.get("basis") or ()) + 1)
        fixed = [path for path, _, _ in lines.REQUISITES]
        return fixed + [f"document.basis.{number}" for number in bases]
    if tab == "points":
        count = len(document.get("orders") or ())
        return [f"document.orders.{number}" for number in range(1, count + 1)]
    if tab == "measures":
        return [f"roadmap.items.{item['row']}" for item in items]
    return [
        f"roadmap.items.{item['row']}.indicators"
        for item in items
        if item.get("indicators") or item.get("indicators_text")
    ]


def _values(current: Json, finding: Json) -> tuple[Choice, ...]:
    """Return the values to choose among where the document contradicts itself."""
    field = {"stamp-number-differs": "number", "stamp-date-differs": "date"}.get(
        finding["code"]
    )
    if field is None:
        return ()
    document = current.get("document") or {}
    stamps = (one.get(f"stamp_{field}") for one in document.get("attachments") or ())
    printed = dict.fromkeys(str(value) for value in (document.get(field), *stamps) if value)
    return tuple(Choice(f"document.{field}", value, lines.shown(value)) for value in printed)


def _blocker(sentence: str, errors: dict[str, str]) -> Blocker:
    for message, key in errors.items():
        if sentence.endswith(message):
            return Blocker(sentence, "findings", f"finding-{key}")
    if "мероприяти" in sentence:
        return Blocker(sentence, "measures", "read")
    return Blocker(sentence, "requisites", "read")
