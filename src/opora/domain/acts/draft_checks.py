"""What still stands between a draft and its confirmation, as sentences. Pure.

Findings are those of the reader, run again over the corrected draft: a corrected gap disappears
by itself, a person decides on the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from opora.domain.acts.draft_values import Json


def finding_key(finding: Mapping[str, Any]) -> str:
    """Name a finding so that a decision on it can be kept: its code and what it is about.

    Examples
    --------
    >>> finding_key({"code": "same_number", "message": "Номер 13 стоит дважды."})
    'same_number-63c6a797'
    """
    about = f"{finding.get('message')}{finding.get('rows') or []}"
    digest = hashlib.sha1(about.encode(), usedforsecurity=False).hexdigest()
    return f"{finding.get('code')}-{digest[:8]}"


def checked_again(layout: Json | None, before: Json, after: Json) -> list[Json]:
    """Return the findings of a corrected draft.

    Those of the checks are computed anew; what the reader of tables found out while reading (a
    torn cell rejoined) cannot be computed from the draft and stays.
    """
    computed = {finding_key(finding) for finding in _check(layout, before)}
    kept = [one for one in before.get("findings") or () if finding_key(one) not in computed]
    return kept + _check(layout, after)


def _check(layout: Json | None, current: Json) -> list[Json]:
    from opora.reading.as_json import reading_from_json, reading_to_json
    from opora.reading.findings import check

    reading = reading_from_json({**current, "layout": layout, "findings": []})
    found = replace(reading, findings=tuple(check(reading)))
    findings: list[Json] = reading_to_json(found, with_layout=False)["findings"]
    return findings


def blockers(current: Json, decisions: Mapping[str, Any]) -> list[str]:
    """Return why the draft cannot be confirmed yet, one sentence each; empty if it can."""
    return [
        *_missing(current),
        *_measures_without_text(current),
        *_open_errors(current, decisions),
    ]


def _missing(current: Json) -> Iterator[str]:
    document, roadmap = current["document"], current["roadmap"]
    if not (roadmap.get("title") or document.get("title")):
        yield "Нет названия. Впишите его в сведениях о документе."
    period = document.get("period") or {}
    start, end = period.get("start"), period.get("end")
    if not (start and end):
        yield "Не указан период плана. Впишите первый и последний день."
    elif end < start:
        yield "Период плана кончается раньше, чем начинается. Исправьте дни."
    if not roadmap.get("items"):
        yield "Нет ни одного мероприятия. Добавьте строки или загрузите файл с таблицей."


def _measures_without_text(current: Json) -> Iterator[str]:
    rows = [
        (item.get("number") or f"строка {item['row']}").rstrip(".")
        for item in current["roadmap"].get("items") or ()
        if not (item.get("measure") or "").strip()
    ]
    if rows:
        names = ", ".join(rows)
        yield f"Есть строки без текста мероприятия: {names}. Впишите текст или удалите их."


def _open_errors(current: Json, decisions: Mapping[str, Any]) -> Iterator[str]:
    for finding in current.get("findings") or ():
        if finding.get("severity") == "error" and finding_key(finding) not in decisions:
            yield f"Не решено замечание: {finding['message']}"
