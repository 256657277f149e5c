"""Registers in which work leaves its traces, with their types and what may be counted."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from opora.methodology.packs import MethodologyError, Pack, own_pack

Count = Literal["entries", "organisations", "people", "amount", "hours"]
Rows = Literal["municipality", "school"]


class EntryType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One type of entry: its code and its name in the nominative, as in a sentence."""

    code: str
    title: str


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One register.

    ``lasts`` says that an entry holds for a term and not for a day; ``rows`` who outside the
    organisation may see single entries.
    """

    code: str
    title: str
    kinds: tuple[str, ...]
    counts: tuple[Count, ...]
    lasts: bool
    rows: Rows
    types: tuple[EntryType, ...]

    def type_title(self, code: str) -> str:
        """Return the name of a type.

        Raises
        ------
        MethodologyError
            If the register has no such type.
        """
        for one in self.types:
            if one.code == code:
                return one.title
        raise MethodologyError(f"в реестре «{self.title}» нет вида «{code}»")


class Registers(Pack, frozen=True):
    """All registers in the order of the glossary of kinds."""

    registers: tuple[Register, ...]

    def __post_init__(self) -> None:
        codes = [one.code for one in self.registers]
        if len(codes) != len(set(codes)):
            raise ValueError("each register stands once")

    def find(self, code: str) -> Register:
        """Return the register of this code.

        Raises
        ------
        MethodologyError
            If there is none.
        """
        for one in self.registers:
            if one.code == code:
                return one
        raise MethodologyError(f"реестра «{code}» нет")


@cache
def load_registers() -> Registers:
    """Load the registers.

    Examples
    --------
    >>> load_registers().find("activities").type_title("seminar")
    'семинар'
    """
    return own_pack("registers.yaml", Registers)
