"""An expertise: a sample drawn again by its seed, blind readers, differences settled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.domain.development import reading
from opora.domain.development.models import Expertise, Sampled, Sheet
from opora.domain.development.sampling import draw
from opora.domain.development.services import expertises
from opora.domain.development.services.expertises import ExpertiseRefused, Order
from opora.domain.organisations.models import Organisation, Role
from opora.domain.people.models import Notice, User
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from opora.methodology.expertise_rubric import load_expertise_rubric
from tests.domain.development.stage import YEAR, make_agreed
from tests.factories import NOON, make_member

FRAMES = st.lists(
    st.tuples(st.integers(1, 10_000), st.sampled_from(["", "а", "б", "в"])),
    unique_by=lambda unit: unit[0], min_size=1, max_size=60,
)  # fmt: skip


@pytest.fixture
def readers(methodical: Organisation) -> list[User]:
    return [make_member(methodical, Role.EXPERT) for _ in range(3)]


@pytest.fixture
def expertise(
    school: Organisation, other_school: Organisation, authority: Organisation, coordinator: User
) -> Expertise:
    make_agreed(school, coordinator)
    make_agreed(other_school, coordinator, "programme")
    wanted = Order(owner=authority, year=YEAR, title="Экспертиза программ", size=2, seed=11)
    return expertises.order(wanted=wanted, by=coordinator, at=NOON)


@pytest.fixture
def assigned(expertise: Expertise, readers: list[User], coordinator: User) -> Expertise:
    expertises.assign(expertise=expertise, readers=readers[:2], by=coordinator, at=NOON)
    return expertise


def fill(sheet: Sheet, score: int, **other: int) -> Sheet:
    criteria = load_expertise_rubric().of(sheet.sampled.document.type)
    scores = {one.code: score for one in criteria} | other
    return expertises.mark(
        sheet=sheet, scores=scores, remarks="", submit=True, by=sheet.reader, at=NOON
    )


def read_all(expertise: Expertise, *, differ: bool = False) -> Sampled:
    """Let both readers hand in; where they differ, in one criterion of each document."""
    for row in expertise.sample.all():
        first, second = row.sheets.order_by("place")
        fill(first, 1)
        fill(second, 1, **({"X01": 2} if differ else {}))
    return expertise.sample.order_by("pk")[0]


@given(FRAMES, st.integers(1, 70), st.integers(0, 2**32))
def test_a_sample_is_of_its_size_from_each_stratum_and_can_be_drawn_again(
    frame: list[tuple[int, str]], size: int, seed: int
) -> None:
    drawn = draw(frame, size=size, seed=seed)
    assert len(drawn) == len(set(drawn)) == min(size, len(frame))
    assert drawn == draw(frame[::-1], size=size, seed=seed)
    stratum = dict(frame)
    for name in set(stratum.values()):
        share = min(size, len(frame)) * [*stratum.values()].count(name) / len(frame)
        count = sum(1 for key in drawn if stratum[key] == name)
        assert int(share) <= count <= int(share) + 1


def test_another_seed_draws_another_sample() -> None:
    frame = [(key, "") for key in range(100)]
    assert draw(frame, size=10, seed=1) != draw(frame, size=10, seed=2)


def test_the_expertise_keeps_what_draws_its_sample_again(expertise: Expertise) -> None:
    frame = [(key, stratum) for key, stratum in expertise.frame]
    drawn = draw(frame, size=expertise.size, seed=expertise.seed)
    assert drawn == sorted(expertise.sample.values_list("document", flat=True))
    assert Entry.objects.get(type="expertise").state == Entry.State.PLANNED


def test_without_documents_there_is_nothing_to_read(
    authority: Organisation, coordinator: User
) -> None:
    wanted = Order(owner=authority, year=YEAR, title="Экспертиза", size=2, seed=1)
    with pytest.raises(ExpertiseRefused, match="читать нечего"):
        expertises.order(wanted=wanted, by=coordinator, at=NOON)


def test_a_head_orders_no_expertise(authority: Organisation, school_head: User) -> None:
    wanted = Order(owner=authority, year=YEAR, title="Экспертиза", size=2, seed=1)
    with pytest.raises(NotAllowed):
        expertises.order(wanted=wanted, by=school_head, at=NOON)


def test_each_document_has_two_readers_and_they_are_told(
    assigned: Expertise, readers: list[User]
) -> None:
    for row in assigned.sample.all():
        assert {sheet.reader for sheet in row.sheets.all()} == set(readers[:2])
    assert {one.user for one in Notice.objects.filter(kind="expertise.sheets")} == {
        *readers[:2]
    }


@pytest.mark.parametrize("role", [Role.TEACHER, Role.CURATOR])
def test_a_reader_is_not_of_the_school(
    role: Role,
    expertise: Expertise,
    readers: list[User],
    school: Organisation,
    coordinator: User,
) -> None:
    tied = make_member(school, role, user=readers[0])
    with pytest.raises(ExpertiseRefused, match="СОШ № 5"):
        expertises.assign(
            expertise=expertise, readers=[tied, readers[1]], by=coordinator, at=NOON
        )
    assert not Sheet.objects.exists()


def test_marks_stay_hidden_until_both_are_in(assigned: Expertise) -> None:
    row = assigned.sample.order_by("pk")[0]
    first, second = row.sheets.order_by("place")
    fill(first, 2)
    assert reading.of(row).lines == ()
    fill(second, 2)
    assert reading.of(Sampled.objects.get(pk=row.pk)).lines != ()


def test_a_sheet_is_marked_by_its_reader_and_handed_in_once(
    assigned: Expertise, readers: list[User]
) -> None:
    sheet = Sheet.objects.filter(reader=readers[0]).select_related("sampled__document")[0]
    with pytest.raises(NotAllowed):
        expertises.mark(sheet=sheet, scores={}, remarks="", by=readers[1], at=NOON)
    with pytest.raises(ExpertiseRefused, match="Нет оценки"):
        expertises.mark(
            sheet=sheet, scores={"X01": 1}, remarks="", submit=True, by=readers[0], at=NOON
        )
    fill(sheet, 1)
    with pytest.raises(ExpertiseRefused, match="уже сдан"):
        fill(sheet, 2)


def test_a_mark_out_of_the_scale_is_refused(assigned: Expertise, readers: list[User]) -> None:
    sheet = Sheet.objects.filter(reader=readers[0])[0]
    with pytest.raises(ExpertiseRefused, match="0, 1 или 2"):
        expertises.mark(sheet=sheet, scores={"X01": 3}, remarks="", by=readers[0], at=NOON)


def test_readers_who_agree_lead_to_a_conclusion(
    assigned: Expertise, coordinator: User, school: Organisation, other_school: Organisation
) -> None:
    read_all(assigned)
    done = expertises.approve(
        expertise=assigned, conclusion="Документы годны.", by=coordinator, at=NOON
    )
    entry = Entry.objects.get(type="expertise")
    assert (done.status, entry.state) == ("approved", "done")
    assert entry.facts == {"date": "2025-11-12", "documents": 2, "seed": 11}
    assert {part.organisation for part in entry.parts.all()} == {school, other_school}


def test_nothing_is_concluded_before_all_is_read_and_settled(
    assigned: Expertise, coordinator: User
) -> None:
    common = {"expertise": assigned, "by": coordinator, "at": NOON}
    with pytest.raises(ExpertiseRefused, match="Не прочитано"):
        expertises.approve(conclusion="Годны.", **common)
    read_all(assigned, differ=True)
    with pytest.raises(ExpertiseRefused, match="Не решены расхождения"):
        expertises.approve(conclusion="Годны.", **common)
    with pytest.raises(ExpertiseRefused, match="выводы"):
        expertises.approve(conclusion=" ", **common)


def test_a_discussion_settles_what_differs_and_nothing_else(
    assigned: Expertise, coordinator: User
) -> None:
    row = read_all(assigned, differ=True)
    common = {"sampled": row, "by": coordinator, "at": NOON}
    with pytest.raises(ExpertiseRefused, match="к чему пришли"):
        expertises.settle(scores={"X01": 2}, words="", **common)
    with pytest.raises(ExpertiseRefused, match="Решать нечего"):
        expertises.settle(scores={"X02": 2}, words="Так", **common)
    expertises.settle(scores={"X01": 2, "X02": 0}, words="Данные есть", **common)
    read = reading.of(row)
    assert {line.code: line.final for line in read.lines}["X01"] == 2
    assert row.settled == {"X01": 2}
    assert not read.is_open


def test_a_third_reader_decides_where_two_differ(
    assigned: Expertise, readers: list[User], coordinator: User
) -> None:
    row = read_all(assigned, differ=True)
    with pytest.raises(ExpertiseRefused, match="не из двух первых"):
        expertises.ask_third(sampled=row, reader=readers[0], by=coordinator, at=NOON)
    sheet = expertises.ask_third(sampled=row, reader=readers[2], by=coordinator, at=NOON)
    fill(sheet, 0, X01=2)
    read = reading.of(Sampled.objects.get(pk=row.pk))
    assert [line.final for line in read.lines if line.code == "X01"] == [2]
    assert read.points == len(read.lines) + 1


def test_nobody_asks_a_third_where_two_agree(
    assigned: Expertise, readers: list[User], coordinator: User
) -> None:
    row = read_all(assigned)
    with pytest.raises(ExpertiseRefused, match="разошлись"):
        expertises.ask_third(sampled=row, reader=readers[2], by=coordinator, at=NOON)


def test_the_agreement_is_told_with_its_number_of_pairs(assigned: Expertise) -> None:
    assert "когда оба" in reading.whole(assigned).words
    read_all(assigned, differ=True)
    assert "по 14 парам оценок: судить рано" in reading.whole(assigned).words


def test_a_withdrawn_expertise_takes_its_entry_back(
    assigned: Expertise, coordinator: User
) -> None:
    expertises.withdraw(expertise=assigned, reason="Не тот год", by=coordinator, at=NOON)
    assert Entry.objects.get(type="expertise").state == Entry.State.WITHDRAWN
    with pytest.raises(ExpertiseRefused, match="уже отозвана"):
        expertises.withdraw(expertise=assigned, reason="Снова", by=coordinator, at=NOON)


def test_schools_see_an_expertise_once_it_is_approved(
    assigned: Expertise, coordinator: User, school_head: User, stranger: User
) -> None:
    on = NOON.date()
    assert not Expertise.objects.visible_to(school_head, on=on).exists()
    read_all(assigned)
    expertises.approve(expertise=assigned, conclusion="Годны.", by=coordinator, at=NOON)
    assert Expertise.objects.visible_to(school_head, on=on).exists()
    assert not Expertise.objects.visible_to(stranger, on=on).exists()
