"""Words of an address in either case, and risk factors as choices."""

from __future__ import annotations

from opora.methodology.risk_factors import load_risk_factors


def pattern(word: str) -> str:
    """Match a word in either case: SQLite folds no Cyrillic by itself."""
    return "".join(f"[{one.lower()}{one.upper()}]" if one.isalnum() else "." for one in word)


def factor_choices() -> list[tuple[str, str]]:
    """Risk factors with their names."""
    return [(one.code, f"{one.code} {one.title}") for one in load_risk_factors().factors]


def factor_titles(codes: list[str]) -> list[str]:
    """Return the factors of these codes with their names; a code of nobody's as it is."""
    named = dict(factor_choices())
    return [named.get(code, code) for code in codes]
