"""Models of support described in an attachment, and the schools assigned to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from opora.reading.model import Layout, Place, Section, SupportModel, Table
from opora.reading.requisites.lines import Line, join_text, place_of
from opora.reading.tables.schools import schools_of
from opora.reading.words import lemma, nominative_phrase, parses

_MODEL = re.compile(
    r"(?:(?P<number>\d{1,2}|[IVX]+)\s*[.)]\s*)?"
    r"(?P<name>(?:Модель\s+(?:№\s*)?[«\"\d]"
    r"|(?:[А-ЯЁ][а-яё-]+ая\s+)(?:(?:и|,)?\s*[а-яё-]+ая\s+){0,3}модель\b).*)",
    re.DOTALL,
)
_NAME_END = re.compile(
    r"\s*(?:\(|:|;|\.\s|\.$|\s[-–—]\s"
    r"|,\s*(?:утвержд|котор|при котор|где\b|основан|направлен|предполага|рассчитан"
    r"|реализу|призван|в рамках))"
)
_QUOTED = re.compile(r"«[^»]*»|\"[^\"]*\"")
_START = re.compile(r"реализация\s*[-–—:]?\s*с\s+(?P<year>20\d{2})", re.IGNORECASE)
_TARGET = re.compile(r"целевая группа\s*[-–—:]\s*(?P<group>[^();]+)", re.IGNORECASE)
_MENTION = re.compile(
    r"(?:(?P<adjective>[А-Яа-яЁё-]+(?:ой|ей|ую|ая|ых))\s+)?модел(?:ь|и|ью|ей)\b\s*(?P<quoted>«[^»]*»|\"[^\"]*\")?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[А-Яа-яЁё-]+")
_GENERAL = ("вариативный", "муниципальный", "данный", "следующий", "этот", "такой", "наш")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A model named in the title of a section, and the schools that follow its name."""

    key: str
    printed: str
    section: int
    schools: tuple[str, ...]
    place: Place | None


def read_support_models(
    lines: Sequence[Line], sections: Sequence[Section], layout: Layout
) -> tuple[SupportModel, ...]:
    """Read the models of support with their schools.

    Parameters
    ----------
    lines : sequence of Line
        The prose below the signatures, where models are described.
    sections : sequence of Section
        Sections of the plan; their titles assign schools by the name of a model.
    layout : Layout
        Other tables may assign schools too.
    """
    described = tuple(_described(lines))
    mentions = [one for section in sections for one in _mentions(section)]
    if not described:
        described = _named_by_sections(mentions)
    listed = dict(_listed(layout))
    return tuple(_assigned(model, mentions, listed) for model in described)


def _described(lines: Sequence[Line]) -> Iterator[SupportModel]:
    for paragraph in _paragraphs(lines):
        text = join_text(line.text for line in paragraph)
        match = _MODEL.match(text)
        if match is None or lemma(match["name"].split()[0]) in _GENERAL:
            continue
        start, target = _START.search(text), _TARGET.search(text)
        yield SupportModel(
            name=_name(match["name"]),
            number=match["number"],
            description=match["name"],
            start=start["year"] if start else None,
            target_group=" ".join(target["group"].split()) if target else None,
            place=place_of(paragraph),
        )


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield paragraphs; one that a page break cut goes on in small letters."""
    group: list[Line] = []
    for line in lines:
        if (
            group
            and line.first
            and not (line.text[0].islower() and group[-1].text[-1] not in ".;:")
        ):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _name(text: str) -> str:
    """Cut the name of a model where its description begins."""
    plain = _QUOTED.sub(lambda match: "«" + "я" * (len(match[0]) - 2) + "»", text)
    ends = [match.start() for match in [_NAME_END.search(plain)] if match]
    ends += [match.start() for match in _WORD.finditer(plain) if _is_verb(match[0])][:1]
    return text[: min(ends, default=len(text))].strip(" ,.;:–-")


def _is_verb(word: str) -> bool:
    return len(word) > 3 and parses(word.lower())[0].tag.POS == "VERB"  # noqa: PLR2004


def _mentions(section: Section) -> Iterator[_Mention]:
    found = [one for one in _MENTION.finditer(section.title) if _key(one)]
    starts = [one.start() for one in found] + [len(section.title)]
    for match, end in zip(found, starts[1:], strict=True):
        stretch = section.title[match.end() : end]
        schools = [one for one in section.schools if _squash(one) in _squash(stretch)]
        if len(found) == 1 and not schools:
            schools = list(section.schools)
        key = _key(match)
        yield _Mention(key, match[0].strip(), section.index, tuple(schools), section.place)


def _key(match: re.Match[str]) -> str:
    """Return what tells one model from another: its quoted name or its adjective."""
    if match["quoted"]:
        return _squash(match["quoted"])
    adjective = lemma(match["adjective"]) if match["adjective"] else ""
    return "" if adjective in _GENERAL else adjective


def _keys_of(model: SupportModel) -> tuple[str, ...]:
    quoted = _QUOTED.search(model.name)
    if quoted:
        return (_squash(quoted[0]),)
    adjectives = model.name.lower().partition("модель")[0].split()
    return tuple(lemma(word) for word in adjectives)


def _squash(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower().replace("ё", "е")


def _assigned(
    model: SupportModel, mentions: Iterable[_Mention], listed: dict[str, tuple[str, ...]]
) -> SupportModel:
    keys = _keys_of(model)
    own = [one for one in mentions if one.key in keys]
    schools = [school for one in own for school in one.schools]
    schools = schools or [
        s for key, names in listed.items() if _same_model(key, keys) for s in names
    ]
    schools = schools or list(schools_of(model.description or ""))
    section = own[0].section if own else None
    return replace(model, schools=tuple(dict.fromkeys(schools)), plan_section=section)


def _same_model(key: str, keys: Sequence[str]) -> bool:
    return any(_squash(one) in key for one in keys)


def _named_by_sections(mentions: Sequence[_Mention]) -> tuple[SupportModel, ...]:
    """Return models that only the sections of the plan name; those without schools are none."""
    models: dict[str, SupportModel] = {}
    for one in mentions:
        if one.schools:
            models.setdefault(one.key, SupportModel(_nominative(one.printed), place=one.place))
    return tuple(models.values())


def _nominative(printed: str) -> str:
    quoted = _QUOTED.search(printed)
    if quoted:
        return f"Модель {quoted[0]}"
    name = nominative_phrase(printed, cases=("gent",), number="sing")
    return name[0].upper() + name[1:]


def _listed(layout: Layout) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield «model, schools» of tables that list schools by model."""
    for block in layout.blocks:
        if isinstance(block, Table) and _lists_models(block):
            for row in block.grid()[1:]:
                texts = [" ".join(cell.text.split()) for cell in row if cell]
                schools = [school for text in texts for school in schools_of(text)]
                model = next((text for text in texts if _is_model_name(text)), "")
                if model and schools:
                    yield _squash(model), tuple(schools)


def _is_model_name(text: str) -> bool:
    return not schools_of(text) and bool(re.search("[а-яё]{3}", text))


def _lists_models(table: Table) -> bool:
    header = [cell.text.lower() for cell in table.cells if cell.row == 0]
    return (
        any("модел" in text for text in header)
        and any(re.search(r"школ|организаци|учреждени|\bоо\b|\bоу\b", text) for text in header)
        and not any("срок" in text for text in header)
    )
