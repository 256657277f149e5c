"""A pack: one YAML file of reviewed knowledge, loaded into a typed record or refused.

``MethodologyError``
    A pack is missing, is not YAML, or breaks its shape. Names the file, the key and the reason.
"""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, TypeVar

import msgspec
import yaml

_REASONS = (
    (re.compile(r"Object missing required field `(.+)`"), "нет обязательного ключа «{}»"),
    (re.compile(r"Object contains unknown field `(.+)`"), "неизвестный ключ «{}»"),
    (re.compile(r"Expected `(.+)`, got `(.+)`"), "нужно {}, а здесь {}"),
    (re.compile(r"Invalid enum value '(.+)'"), "недопустимое значение «{}»"),
    (re.compile(r"Invalid value '(.+)'"), "недопустимое значение «{}»"),
)

Confidence = Literal["high", "medium", "low"]

NOT_NORMATIVE = "по умолчанию, не нормативно"
"""What is said beside everything that no act known to us prescribes word for word."""


class MethodologyError(ValueError):
    """A pack cannot be used: which file, which key, why."""


def label_of(confidence: Confidence) -> str | None:
    """Return the words that must stand beside knowledge of this confidence, if any.

    Examples
    --------
    >>> label_of("medium")
    'по умолчанию, не нормативно'
    """
    return None if confidence == "high" else NOT_NORMATIVE


class Sourced(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One statement inside a pack with a source of its own."""

    source: str
    confidence: Confidence

    @property
    def label(self) -> str | None:
        """The words that must stand beside the statement wherever it is shown."""
        return label_of(self.confidence)


class Provenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the knowledge of a pack comes from and who answers for it.

    ``checked_by`` is None until a second person has read the pack; ``review_date`` is the day
    by which it must be read again.
    """

    source: str
    confidence: Confidence
    authored_by: str
    checked_by: str | None
    review_date: date


class Pack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of every pack: its provenance stands first in the file."""

    provenance: Provenance


PackT = TypeVar("PackT", bound=Pack)


def load_pack(path: Traversable, shape: type[PackT]) -> PackT:
    """Load one YAML file as a record of the given shape.

    Parameters
    ----------
    path : Traversable
        The file, a ``pathlib.Path`` or a resource of a package.
    shape : type
        The record to fill, a subclass of ``Pack``.

    Raises
    ------
    MethodologyError
        If the file is missing, is not YAML, or breaks the shape.
    """
    try:
        # The loader written in C reads all packs in a tenth of a second, the other in two.
        content = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return msgspec.convert(content, shape)
    except FileNotFoundError:
        raise MethodologyError(f"{path.name}: такого файла нет") from None
    except OSError as error:
        why = "это папка" if isinstance(error, IsADirectoryError) else "нет права на чтение"
        raise MethodologyError(f"{path.name}: файл не открывается: {why}") from None
    except yaml.MarkedYAMLError as error:
        place = f", строка {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise MethodologyError(f"{path.name}{place}: это не YAML: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MethodologyError(f"{path.name}: это не YAML: {error}") from error
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at ")
        where = key.strip("`") or "$"
        raise MethodologyError(f"{path.name}: {where}: {in_russian(reason)}") from error


def in_russian(reason: str) -> str:
    """Say in Russian what the checker of shapes says of a key.

    Examples
    --------
    >>> in_russian("Object missing required field `source`")
    'нет обязательного ключа «source»'
    """
    for shape, words in _REASONS:
        if match := shape.fullmatch(reason):
            return words.format(*match.groups())
    return reason


def own_pack(name: str, shape: type[PackT]) -> PackT:
    """Load a pack that comes with the library."""
    return load_pack(files("opora.methodology") / "data" / name, shape)
