import pytest

from opora.reading.model import Layout, Paragraph
from opora.reading.requisites.lines import read_lines
from opora.reading.requisites.signing import read_signing

POINT = "1. Заведующей центром Л.Б.Седовой, координатору, организовать работу."


def signing(*paragraphs):
    blocks = tuple(Paragraph(i, text) for i, text in enumerate((POINT, *paragraphs)))
    return read_signing(read_lines(Layout("txt", blocks)))


@pytest.mark.parametrize(
    ("paragraphs", "post", "name"),
    [
        (["Начальник управления:", "Л.В.Носова"], "Начальник управления", "Л.В.Носова"),
        (
            ["И.о. начальника управления\tН.В. Рыбак"],
            "И.о. начальника управления",
            "Н.В. Рыбак",
        ),
        (["Директор      И.Ф. Носов"], "Директор", "И.Ф. Носов"),
        (["Директор школы:_________ /Рощин К.К./"], "Директор школы", "Рощин К.К."),
        (["Начальник ____________ Н.П. Орлова", "(подпись)"], "Начальник", "Н.П. Орлова"),
        (
            ["Председатель комитета\nпо образованию\n\t\tВ.Г. Рябов"],
            "Председатель комитета по образованию",
            "В.Г. Рябов",
        ),
        (["Врио начальника отдела\tМ.-С. Гаджиев"], "Врио начальника отдела", "М.-С. Гаджиев"),
        (["Н.П. Орлова", "Начальник управления"], "Начальник управления", "Н.П. Орлова"),
        (["Начальник отдела Орлова Нина Петровна"], "Начальник отдела", "Орлова Нина Петровна"),
    ],
)
def test_a_signature_is_read_in_every_layout(paragraphs, post, name):
    read = signing(*paragraphs)
    assert (read.signatory.post, read.signatory.name) == (post, name)
    assert read.start == 1


def test_people_named_in_points_do_not_sign():
    assert signing("2. Директору школы Носову И.Ф. представить отчёт.").signatory is None


def test_people_below_the_signature_were_acquainted():
    read = signing(
        "Начальник\tН.П. Орлова", "С приказом ознакомлен\nдиректор центра", "Л.Л. Сомов"
    )
    assert [(one.post, one.name, one.text) for one in read.acquaintance] == [
        ("директор центра", "Л.Л. Сомов", "С приказом ознакомлен")
    ]


def test_a_name_alone_below_the_signature_is_kept_without_a_word():
    read = signing("Начальник\tН.П. Орлова", "Л.Б. Седова", "Приложение 1")
    assert [(one.post, one.name, one.text) for one in read.acquaintance] == [
        (None, "Л.Б. Седова", None)
    ]


def test_the_executor_is_not_acquainted():
    read = signing("Начальник\tН.П. Орлова", "Исп. Сомова А.А.", "тел. 2-11-22", "План")
    assert read.acquaintance == ()
    assert read.end == 5
