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
    "C01": "Второй год подряд пятая часть шестиклассников не справляется с ВПР по математике. "
    "Концепция опирается на результаты двух лет, рисковый профиль и социальный паспорт.",
    "C02": "Из 76 учеников 5–7 классов базового уровня достигли 55. Двое из одиннадцати "
    "учителей работают по совместительству, учитель физики — первый год.",
    "C03": "Задания одинаковы для всех, поэтому слабые не успевают, а сильные скучают. На это "
    "школа влияет сама; на долгую дорогу из дальних деревень — только вместе с округом.",
    "C04": "К маю базового уровня по математике достигнут не менее 65 учеников из 76. Задачи: "
    "уроки с заданиями разного уровня, помощь группе риска, разговор с родителями.",
    "C05": "Взаимопосещение уроков, разбор трудных заданий на методическом объединении, "
    "занятия в малых группах, встречи с родителями. Помогает школа-лидер по договору.",
    "C06": "За каждую задачу отвечает заместитель директора, ход проверяется на педсовете раз "
    "в четверть, решения записаны в протоколе.",
    "P01": "Среднесрочная программа развития школы на три года.",
    "P02": "Поднять базовую подготовку в 5–7 классах; задачи — уроки, поддержка, кадры.",
    "P03": "Достигли базового уровня по математике: сейчас 55 из 76, цель — 65 из 76.",
    "P04": "Диагностические работы раз в четверть, сводит заместитель по УВР.",
    "P05": "До ноября — диагностика и планы, до апреля — работа по ним, в мае — итоги.",
    "P06": "Антирисковая программа о мотивации; договор со школой-лидером о наставничестве.",
    "P07": "Меньше учеников без базовой подготовки, учителя видят уроки друг друга.",
    "P08": "Управленческая команда школы, методист центра, куратор.",
    "P09": "Ход смотрят на педсовете раз в четверть; раз в год программу пересматривают.",
    "P10": "Сначала диагностика, затем малые группы по трудным темам и повторная проверка.",
    "P11": "Диагностика — сентябрь; группы — с октября; открытые уроки — ноябрь и март.",
    "A01": "Программа против риска, названного в рисковом профиле школы.",
    "A02": "К маю не менее 60 из 76 учеников скажут в анкете, что понимают, зачем учатся.",
    "A03": "Узнать, что мешает; изменить задания; показать ученику, что у него получается.",
    "A04": "Сейчас «понимаю, зачем учусь» выбрали 41 из 76; цель — 60 из 76.",
    "A05": "Анкета в октябре и апреле, листы наблюдения на взаимных уроках.",
    "A06": "С октября по май, промежуточная сверка в январе.",
    "A07": "Задания трёх уровней на выбор, оценка за продвижение, встречи с родителями.",
    "A08": "Больше выполненных домашних работ, меньше пропусков без причины.",
    "A09": "Заместитель по УВР, классные руководители 5–7 классов, педагог-психолог.",
    "A10": "Анкета — октябрь; практикум для учителей — ноябрь; встречи — декабрь и март.",
}
"""What stands in each section of the templates, by its code."""
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
    texts = {one.code: TEXTS[one.code] for one in made.template}
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
