"""Refusals of the reader: each says in Russian what is wrong with the file and what to do."""

from __future__ import annotations


class ReadingRefused(Exception):
    """The file cannot be read; ``str(refusal)`` is a sentence for the person who brought it."""


class UnknownFormat(ReadingRefused):
    """The content is none of the formats that the reader knows."""


class BrokenFile(ReadingRefused):
    """The file claims a format and breaks its rules, or was cut off."""


class ProtectedFile(ReadingRefused):
    """The file is encrypted or asks for a password."""


class FileTooLarge(ReadingRefused):
    """The file, or what it unpacks to, is larger than the reader takes."""


class ToolMissing(ReadingRefused):
    """A program that this format needs is not installed; the sentence says which and how."""
