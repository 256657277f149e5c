"""Names of WordprocessingML."""

from __future__ import annotations

from typing import Any

Node = Any
"""An lxml element of python-docx's own classes, for which there are no types."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LONGEST_NUMBER = 9
_OFF = frozenset({"0", "false", "off", "none"})


def w(name: str) -> str:
    """Return a qualified name of the main namespace."""
    return _W + name


def r(name: str) -> str:
    """Return a qualified name of a relationship attribute."""
    return _R + name


def local(node: Node) -> str:
    """Return the name without its namespace; empty for comments and the like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def value(node: Node | None, path: str) -> str | None:
    """Return ``w:val`` of a descendant named by steps, «pPr/jc»; None where it is absent."""
    for step in path.split("/"):
        if node is None:
            return None
        node = node.find(w(step))
    found: str | None = None if node is None else node.get(w("val"))
    return found


def number(text: str | None, default: int = 0) -> int:
    """Return a whole number of an attribute, or the default for what is none."""
    try:
        return int(text) if text is not None and len(text) <= _LONGEST_NUMBER else default
    except ValueError:
        return default


def flag(node: Node | None, path: str) -> bool | None:
    """Return an on/off property: None if it is not set at all."""
    for step in path.split("/"):
        if node is None:
            return None
        node = node.find(w(step))
    return None if node is None else node.get(w("val")) not in _OFF
