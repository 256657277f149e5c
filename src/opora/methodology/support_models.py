"""Models of support: templates of measures that schools are enrolled in."""

from __future__ import annotations

from functools import cache
from typing import Annotated

import msgspec

from opora.methodology.packs import MethodologyError, Pack, Sourced, own_pack

Days = Annotated[int, msgspec.Meta(ge=0, le=1100)]


class ModelMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A measure of a model. ``after``: its deadline from the day of enrolment [days]."""

    text: str
    kind: str
    after: Days
    responsible: str


class SupportModel(Sourced, frozen=True):
    """One model: for whom it is, what it does, its measures in order."""

    code: str
    title: str
    for_whom: str
    summary: str
    measures: tuple[ModelMeasure, ...]


class SupportModels(Pack, frozen=True):
    """The models that a municipality may take as its own."""

    models: tuple[SupportModel, ...]

    def __post_init__(self) -> None:
        codes = [one.code for one in self.models]
        if len(codes) != len(set(codes)):
            raise ValueError("each model stands once")
        if not all(one.measures for one in self.models):
            raise ValueError("a model has measures")

    def find(self, code: str) -> SupportModel:
        """Return the model of this code.

        Raises
        ------
        MethodologyError
            If there is none.

        Examples
        --------
        >>> load_support_models().find("basic").title
        'Базовая модель'
        """
        for one in self.models:
            if one.code == code:
                return one
        raise MethodologyError(f"модели поддержки «{code}» нет")


@cache
def load_support_models() -> SupportModels:
    """Load the models."""
    return own_pack("support_models.yaml", SupportModels)
