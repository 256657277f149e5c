"""What was read as JSON: one element of ``files`` of ``opora results --json``."""

from __future__ import annotations

from typing import Any

from opora.results.findings import fix_of, sentence_of
from opora.results.model import FileResults, Finding, Marks, Procedure, SchoolResult


def results_to_json(results: FileResults) -> dict[str, Any]:
    """Return one element of ``files``."""
    numbers = {procedure: index for index, procedure in enumerate(results.procedures)}
    return {
        "file": results.file,
        "layout": results.layout,
        "procedures": [_procedure(one) for one in results.procedures],
        "schools": [_school(one, numbers[one.procedure]) for one in results.schools],
        "rows": {
            "read": results.rows.read,
            "kept": results.rows.kept,
            "quarantined": results.rows.quarantined,
        },
        "findings": [_finding(one) for one in results.findings],
        "notes": [_finding(one) for one in results.notes],
    }


def refusal_to_json(name: str, sentence: str) -> dict[str, Any]:
    """Return the element of a file that was refused: nothing read, and why."""
    empty = FileResults(name, findings=[Finding("unknown_layout")])
    return {**results_to_json(empty), "refused": sentence}


def _procedure(one: Procedure) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "subject": one.subject,
        "grade": one.grade,
        "year": one.year,
        "date": one.day.isoformat() if one.day else None,
    }


def _school(one: SchoolResult, procedure: int) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "procedure": procedure,
        "participants": one.participants,
        "below": one.below,
        "marks": _marks(one.marks),
    }


def _marks(marks: Marks | None) -> dict[str, int] | None:
    return None if marks is None else dict(zip("2345", marks, strict=True))


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code,
        "sheet": one.sheet,
        "row": one.row,
        "column": one.column,
        "message": sentence_of(one),
        "fix": fix_of(one),
    }
