"""Cells with the answers of an examiner, one a line: ``PLAN | cell => answer``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from blind_papers import actor, clause

PLANS = {
    "Y": ("2022-09-01", "2023-08-31", "2022-08-29"),
    "C": ("2022-01-01", "2022-12-31", "2022-01-17"),
    "L": ("2021-01-01", "2024-12-31", "2021-03-15"),
    "K": ("2021-07-12", "2024-12-31", "2021-07-12"),
}
Case = tuple[str, list[str], list[list[dict[str, Any]]]]


def cases(kind: str) -> list[Case]:
    """The cells of one kind: text, context (plan start, plan end, order date), answers."""
    path = Path(__file__).with_name(f"{kind}.txt")
    lines = [line for line in path.read_text("utf-8").splitlines() if line[0] != "#"]
    return [_case(kind, *map(str.strip, line.split(" =>", 1))) for line in lines]


def _case(kind: str, cell: str, answer: str) -> Case:
    if kind == "deadlines":
        plan, _, text = cell.partition(" | ")
        return (
            text,
            list(PLANS[plan]),
            [[clause(one) for one in reading.split(" & ")] for reading in answer.split(" | ")],
        )
    if kind == "responsible":
        readings = [
            [actor(one) for one in part.split(" & ") if one] for part in answer.split(" | ")
        ]
        return cell.replace("\\n", "\n"), [], readings
    return cell, [], [_values(one) for one in answer.split(" | ")]


def _values(text: str) -> list[dict[str, Any]]:
    parts = (one.split(maxsplit=2) for one in text.split(" & "))
    return [
        {"kind": kind, "unit": None if unit == "~" else unit, "target": yaml.safe_load(target)}
        for kind, unit, target in parts
    ]
