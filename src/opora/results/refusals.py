"""Refusals of the reader of results: each says in Russian what is wrong and what to do."""

from __future__ import annotations


class ResultsRefused(Exception):
    """The file cannot be read; ``str(refusal)`` is a sentence for the person who brought it."""


class UnknownTableFormat(ResultsRefused):
    """The content is no workbook and no text with separators."""


class BrokenTable(ResultsRefused):
    """The file claims a format and breaks its rules, or was cut off."""


class ProtectedTable(ResultsRefused):
    """The file is encrypted or asks for a password."""


class TableTooLarge(ResultsRefused):
    """The file, or what it unpacks to, is larger than the reader takes."""
