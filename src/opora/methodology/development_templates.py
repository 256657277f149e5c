"""Parts of the documents by which a school develops."""

from __future__ import annotations

from functools import cache

import msgspec

from opora.methodology.packs import MethodologyError, Pack, Sourced, own_pack


class TemplateSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part: its heading, and what to write there."""

    code: str
    title: str
    hint: str


class Template(Sourced, frozen=True):
    """The parts of one type of document, in order."""

    type: str
    title: str
    sections: tuple[TemplateSection, ...]

    def __post_init__(self) -> None:
        codes = [one.code for one in self.sections]
        if len(codes) != len(set(codes)):
            raise ValueError(f"template {self.type}: each part stands once")


class DevelopmentTemplates(Pack, frozen=True):
    """The templates of all types."""

    templates: tuple[Template, ...]

    def of(self, type_: str) -> Template:
        """Return the template of a type.

        Raises
        ------
        MethodologyError
            If there is none.

        Examples
        --------
        >>> load_development_templates().of("concept").sections[0].title
        'Введение и актуальность'
        """
        for one in self.templates:
            if one.type == type_:
                return one
        raise MethodologyError(f"шаблона документа «{type_}» нет")


@cache
def load_development_templates() -> DevelopmentTemplates:
    """Load the templates."""
    return own_pack("development_templates.yaml", DevelopmentTemplates)
