"""What results may be used for, and what may not be made of them: the act, and what instead."""

from __future__ import annotations

from functools import cache

from opora.methodology.packs import MethodologyError, Pack, Sourced, own_pack


class Purpose(Sourced, frozen=True):
    """One use of results; a forbidden one says by which act and what to use instead."""

    code: str
    title: str
    allowed: bool
    act: str
    instead: str = ""

    def __post_init__(self) -> None:
        if self.allowed == bool(self.instead):
            raise ValueError(f"purpose {self.code}: a forbidden one, and only it, says instead")

    @property
    def sentence(self) -> str:
        """What is told to somebody who asks for a forbidden use."""
        return f"Так нельзя: {self.title}. Основание: {self.act}. {self.instead}"


class Purposes(Pack, frozen=True):
    """Uses of results, allowed and forbidden."""

    purposes: tuple[Purpose, ...]

    def __post_init__(self) -> None:
        codes = [one.code for one in self.purposes]
        if len(set(codes)) != len(codes):
            raise ValueError("two purposes have one code")

    def purpose(self, code: str) -> Purpose:
        """Return the purpose of this code.

        Raises
        ------
        MethodologyError
            If there is none.

        Examples
        --------
        >>> load_purposes().purpose("teacher_rating").allowed
        False
        """
        for one in self.purposes:
            if one.code == code:
                return one
        raise MethodologyError(f"назначения «{code}» нет")


@cache
def load_purposes() -> Purposes:
    """Load what results may be used for."""
    return own_pack("purposes.yaml", Purposes)
