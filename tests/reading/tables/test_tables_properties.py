"""A generated roadmap, laid out in any shape, reads back equal."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from table_layouts import layout

from opora.reading.model import Layout
from opora.reading.tables import RoadmapDraft, find_roadmap
from opora.reading.tables.wording import flat

HEADERS = {
    "number": ["№ п/п", "№", "№ пп"],
    "measure": ["Мероприятие", "Содержание деятельности", "Наименование мероприятия"],
    "deadline": ["Срок", "Сроки реализации", "Дата проведения", "Период исполнения"],
    "responsible": ["Ответственный", "Исполнители", "Ответственные лица"],
    "expected_result": ["Результат", "Ожидаемые результаты", "Планируемый результат"],
    "evidence_form": ["Форма предъявления", "Подтверждающий документ"],
    "execution": ["Отметка о выполнении", "Информация об исполнении"],
}
MEASURES = [
    "Проведение семинара для учителей математики по работе с отстающими обучающимися",
    "Анализ итогов диагностической работы в девятых классах школ округа",
    "Разработка программы наставничества для молодых педагогов сельских школ",
    "Консультирование заместителей директоров по вопросам внутренней оценки качества",
    "Организация взаимных посещений уроков в школах, показавших высокие результаты",
    "Подготовка методических рекомендаций по формированию читательской грамотности",
]
CELLS = {
    "deadline": ["до 15.10.2023", "ноябрь 2023 г.", "в течение года", "I квартал 2024 г."],
    "responsible": ["Петрова А.А.", "МБУ «ИМЦ»", "руководители ОО", "Отдел общего образования"],
    "expected_result": ["Справка", "Приказ отдела", "Охват 40 педагогов", "План работы"],
    "evidence_form": ["Протокол", "Аналитическая записка", "Отчёт"],
    "execution": ["", "Выполнено 12.10.2023", "Проведён 3 ноября"],
}
TITLES = ["Работа с педагогами", "Работа с обучающимися", "Управление качеством"]


@dataclass
class Plan:
    """A roadmap and the blocks it is printed as."""

    roles: list[str]
    items: list[dict[str, str | None]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    low: bool = False
    """Whether measures begin with a small letter."""

    def layout(self) -> Layout:
        return layout("План мероприятий («дорожная карта»)", *self.tables)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    optional = ["number", "expected_result", "evidence_form", "execution"]
    chosen = draw(st.lists(st.sampled_from(optional), unique=True))
    roles = draw(st.permutations(["measure", "deadline", "responsible", *chosen]))
    plan = Plan(list(roles), low=draw(st.booleans()))
    header = [draw(st.sampled_from(HEADERS[role])) for role in plan.roles]
    plan.tables.append([header])
    sectioned = draw(st.booleans())
    for title in TITLES[: draw(st.integers(1, 3))] if sectioned else [None]:
        _section(draw, plan, header, title)
    return plan


def _section(draw: st.DrawFn, plan: Plan, header: list[str], title: str | None) -> None:
    if title is not None:
        plan.sections.append(title)
        plan.tables[-1].append(_title_row(draw, plan, title))
    for _ in range(draw(st.integers(1, 4))):
        _measure(draw, plan, header)


def _title_row(draw: st.DrawFn, plan: Plan, title: str) -> list[str]:
    """Print a title merged over the table, in its first cell, or beside its number."""
    number, rest = f"{len(plan.sections)}.", len(plan.roles) - 1
    shape = draw(st.sampled_from(["merged", "first", "numbered"]))
    if shape == "merged":
        return [f"{number} {title}", *["<"] * rest]
    row = [""] * len(plan.roles)
    columns = {role: plan.roles.index(role) for role in plan.roles}
    if shape == "numbered" and columns.get("number", rest) < columns["measure"]:
        row[columns["number"]], row[columns["measure"]] = number, title
    else:
        row[0] = f"Раздел {number} {title}"
    return row


def _measure(draw: st.DrawFn, plan: Plan, header: list[str]) -> None:
    item = {role: draw(st.sampled_from(CELLS[role])) for role in plan.roles if role in CELLS}
    measure = draw(st.sampled_from(MEASURES))
    item["measure"] = measure[0].lower() + measure[1:] if plan.low else measure
    if "number" in plan.roles:
        own = 1 + sum(one["section"] == str(len(plan.sections)) for one in plan.items)
        item["number"] = (
            f"{len(plan.sections)}.{own}." if plan.sections else f"{len(plan.items) + 1}."
        )
    plan.items.append({**item, "section": str(len(plan.sections)) if plan.sections else None})
    printed = [item[role] for role in plan.roles]
    cut = draw(st.sampled_from(["none", "none", "page", "header", "row"]))
    if cut == "row":
        _print_torn(draw, plan, printed)
        return
    if cut != "none" and len(plan.tables[-1]) > 1:
        plan.tables.append([header] if cut == "header" else [])
    plan.tables[-1].append(_merged(draw, plan, printed))


def _print_torn(draw: st.DrawFn, plan: Plan, printed: list[str]) -> None:
    column = plan.roles.index("measure")
    words = printed[column].split()
    at = draw(st.integers(1, len(words) - 1))
    rest = [""] * len(printed)
    rest[column] = " ".join(words[at:])
    plan.tables[-1].append([*printed[:column], " ".join(words[:at]), *printed[column + 1 :]])
    plan.tables.append([rest])


def _merged(draw: st.DrawFn, plan: Plan, printed: list[str]) -> list[str]:
    """Merge the responsible with the row above, where that row is a measure of this table."""
    column = plan.roles.index("responsible")
    above = plan.tables[-1][-1] if len(plan.tables[-1]) > 1 else None
    if above is None or "<" in above or above[column] in {"", "^"} or not draw(st.booleans()):
        return printed
    if above[plan.roles.index("deadline")] == "":
        return printed
    plan.items[-1]["responsible"] = above[column]
    return [*printed[:column], "^", *printed[column + 1 :]]


def _read(draft: RoadmapDraft) -> list[dict[str, str | None]]:
    return [
        {
            **{role: flat(cell.text) for role, cell in item.cells.items()},
            **({"number": item.number} if "number" in item.cells else {}),
            "section": str(item.section) if item.section else None,
        }
        for item in draft.items
    ]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_a_roadmap_laid_out_in_any_shape_reads_back_equal(plan):
    draft = find_roadmap(plan.layout())

    assert [column.role for column in draft.columns] == plan.roles
    assert [section.title for section in draft.sections] == plan.sections
    assert _read(draft) == plan.items


@st.composite
def any_layouts(draw: st.DrawFn) -> Layout:
    words = st.sampled_from(
        [
            "",
            "1",
            "б.",
            "Мероприятие",
            "Срок",
            "Ответственный",
            "план",
            "МБОУ",
            "(",
            "-",
            "№",
            "1. А 2. Б",
            "<",
            "^",
        ]
    )
    cell = st.one_of(words, st.text(max_size=12))
    grid = st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=6)
    block = st.one_of(grid, st.text(max_size=20))
    return layout(*(_sound(one) for one in draw(st.lists(block, max_size=4))))


def _sound(block: str | list[list[str]]) -> str | list[list[str]]:
    """Leave only merges that a file could hold: none at the top or left edge, none across."""
    if isinstance(block, str):
        return block
    return [
        [
            text
            if text not in {"<", "^"} or (text == "^" and r and all(one != "<" for one in row))
            else ""
            for text in row
        ]
        for r, row in enumerate(block)
    ]


@settings(max_examples=100, deadline=None)
@given(any_layouts())
def test_any_layout_gives_a_draft_whose_items_stand_in_the_document(document):
    draft = find_roadmap(document)

    assert [item.row for item in draft.items] == list(range(1, len(draft.items) + 1))
    for item in draft.items:
        assert all(cell.place.block < len(document.blocks) for cell in item.cells.values())
        assert item.section is None or 1 <= item.section <= len(draft.sections)
