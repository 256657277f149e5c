"""Tasks are described once, and then have bands and skills."""

from __future__ import annotations

import pytest

from opora.domain.assessments.models import Task
from tests.web.results.stage import make_count

GOOD = "1; 1; базовый; Вычислять\n2К1; 2; Повышенный; Решать задачи"


@pytest.fixture
def address(school) -> str:
    return f"/results/works/{make_count(school).round_id}/tasks/"


def test_tasks_are_described_and_can_be_changed(address, coordinator, sign_in) -> None:
    client = sign_in(coordinator)
    page = client.post(address, {"source": "Описание КИМ", "lines": GOOD}, follow=True)
    assert "Описано заданий: 2" in page.content.decode()
    told = [(one.label, one.most, one.difficulty, one.skill) for one in Task.objects.all()]
    assert told == [("1", 1, "basic", "Вычислять"), ("2К1", 2, "advanced", "Решать задачи")]
    assert "2К1; 2; повышенный; Решать задачи" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1; много; базовый", "наибольший балл числом"),
        ("; 1; базовый", "нужны обозначение"),
        ("1; 1; средний", "уровень базовый либо повышенный"),
        ("1; 0; базовый", "наибольший балл от 1"),
        ("1; ١; базовый", "наибольший балл числом"),
        ("просто слова", "наибольший балл числом"),
    ],
)
def test_a_line_that_cannot_be_is_named_and_kept(
    line, told, address, coordinator, sign_in
) -> None:
    answer = sign_in(coordinator).post(address, {"source": "КИМ", "lines": line})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert line in answer.content.decode()
    assert not Task.objects.exists()


@pytest.mark.parametrize("who", ["school_head", "curator", "teacher"])
def test_schools_describe_nothing(who, address, sign_in, request) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get(address).status_code == 404
    assert client.post(address, {"source": "КИМ", "lines": GOOD}).status_code == 404
