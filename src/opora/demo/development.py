"""Documents of development of the demo, at every stage, and an expertise of last year."""

from __future__ import annotations

from datetime import date, timedelta

from opora.demo.district import District
from opora.demo.plans import moment
from opora.domain.development import reading
from opora.domain.development.models import Document, Expertise
from opora.domain.development.services import documents, expertises
from opora.domain.development.services.documents import Approval
from opora.domain.development.services.expertises import Order
from opora.domain.organisations.school_years import SchoolYear
from opora.methodology.expertise_rubric import load_expertise_rubric

TEXTS = {
    "concept": (
        "Школа опирается на результаты ВПР и рисковый профиль. Причины названы, за каждую "
        "задачу отвечает заместитель директора, ход проверяется на педсовете раз в четверть."
    ),
    "programme": (
        "Доля учеников, достигших базового уровня, вырастет к маю. Значение сейчас и цель "
        "указаны с числом учеников; сбор раз в четверть по диагностическим работам."
    ),
    "antirisk": (
        "Причина в том, что задания одинаковы для всех. Меры: разноуровневые задания, "
        "взаимопосещение уроков, встречи с родителями. Отвечает заместитель по УВР."
    ),
}
STAGES = (
    ("petrushino", "concept", "", "confirmed"),
    ("petrushino", "programme", "", "checked"),
    ("petrushino", "antirisk", "R06", "with_curator"),
    ("talovka", "concept", "", "confirmed"),
    ("talovka", "antirisk", "R09", "agreed"),
    ("zabolotye", "concept", "", "returned"),
    ("zabolotye", "programme", "", "absent"),
    ("kamenny", "concept", "", "with_curator"),
)
"""School, type, risk and stage of this year's documents."""
LAST_YEAR = ("petrushino", "talovka", "zabolotye", "kamenny")
WAY = ("absent", "with_curator", "agreed", "checked", "confirmed")
SEED = 2027
REMARK = "Причины названы, но не сказано, на какие школа может повлиять."


def fill(district: District, *, on: date) -> None:
    """Write last year's documents with their expertise, and this year's as far as they are."""
    this = SchoolYear.of(on)
    before = this.previous
    for school in LAST_YEAR:
        for type_ in ("concept", "programme"):
            _write(district, school, type_, "", before, stage="confirmed", on=on)
    _read(district, before, on=on)
    for school, type_, factor, stage in STAGES:
        _write(district, school, type_, factor, this, stage=stage, on=on)


def _write(  # noqa: PLR0913  # which document, of which year, how far
    district: District, school: str, type_: str, factor: str, year: SchoolYear, *,
    stage: str, on: date,
) -> Document:  # fmt: skip
    by = district.people["Лукина"]
    began = min(date(year.start, 9, 20), on)
    made = documents.begin(
        school=district.organisations[school], type=type_, factor=factor, year=year.start,
        by=by, at=moment(began),
    )  # fmt: skip
    if stage == "absent":
        return made
    texts = {one.code: f"{one.title}. {TEXTS[type_]}" for one in made.template}
    documents.write(document=made, sections=texts, by=by, at=moment(began))
    return _lead(district, made, stage, on=min(began + timedelta(days=20), on))


def _lead(district: District, made: Document, stage: str, *, on: date) -> Document:
    """Take a document as far as its stage."""
    by, at = district.people["Лукина"], moment(on)
    made = documents.send(document=made, by=by, at=at)
    if stage == "returned":
        return documents.give_back(document=made, words=REMARK, by=by, at=at)
    steps = WAY[2 : WAY.index(stage) + 1]
    for step in steps:
        if step == "agreed":
            made = documents.agree(document=made, by=by, at=at)
        elif step == "checked":
            made = documents.check(document=made, by=district.people["Ремизова"], at=at)
        else:
            order = Approval(number=f"{made.pk}-од", day=on, signatory="директор школы")
            made = documents.confirm(
                document=made, approval=order, by=district.people["Ремизова"], at=at
            )
    return made


def _read(district: District, year: SchoolYear, *, on: date) -> None:
    """Let two read a sample of last year, settle where they differ, and conclude."""
    by, day = district.people["Ремизова"], min(date(year.start + 1, 4, 20), on)
    at = moment(day)
    wanted = Order(
        owner=district.organisations["authority"], year=year.start, size=4, seed=SEED, due=day,
        title=f"Экспертиза документов развития, {year.label}",
    )  # fmt: skip
    made = expertises.order(wanted=wanted, by=by, at=at)
    readers = [district.people["Киселёва"], district.people["Лукина"]]
    for sheet in expertises.assign(expertise=made, readers=readers, by=by, at=at):
        criteria = load_expertise_rubric().of(sheet.sampled.document.type)
        scores = {
            one.code: _mark(place, sheet.sampled_id, sheet.place)
            for place, one in enumerate(criteria)
        }
        expertises.mark(
            sheet=sheet, scores=scores, remarks=REMARK, submit=True, by=sheet.reader, at=at
        )
    _settle(district, made, on=day)


def _mark(place: int, document: int, reader: int) -> int:
    """Give marks in which readers differ in one criterion of seven."""
    mark = (place + document) % 3
    return min(mark + 1, 2) if reader == 1 and (place + document) % 7 == 0 else mark


def _settle(district: District, made: Expertise, *, on: date) -> None:
    by, at = district.people["Ремизова"], moment(on)
    for row in made.sample.all():
        differing = reading.of(row).differing
        if differing:
            expertises.settle(
                sampled=row, scores={line.code: 1 for line in differing}, by=by, at=at,
                words="Обсудили: данные есть, но без числа участников.",
            )  # fmt: skip
    expertises.approve(
        expertise=made, by=by, at=at,
        conclusion="Документы опираются на данные. Общее слабое место — не указано, на какие "
        "причины школа влияет сама; всем школам дана рекомендация.",
    )  # fmt: skip
