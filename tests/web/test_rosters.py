import io
from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from opora.domain.organisations.models import Membership, Organisation, Territory
from opora.domain.people.models import User
from opora.web.organisations import rosters
from tests.web.conftest import Sign

ORGANISATIONS = "/settings/organisations/import/"
PEOPLE = "/settings/people/import/"
LIST = """Полное наименование;Краткое наименование;Вид;Учеников
МБОУ «Степная средняя школа»;Степная СОШ;Школа;210
МБОУ «Луговая основная школа»;Луговая ООШ;Школа;много
"""


def bring(client: Client, path: str, text: str, territory: Territory) -> str:
    file = SimpleUploadedFile("список.csv", text.encode("cp1251"))
    data = {"file": file, "territory": territory.pk}
    return client.post(path, data, follow=True).content.decode()


def confirm(client: Client, path: str) -> str:
    key = client.session[rosters.KEY]["key"]
    return client.post(f"{path}check/", {"key": key}, follow=True).content.decode()


def test_the_fate_of_each_row_is_shown_before_anything_is_written(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    text = bring(sign_in(coordinator), ORGANISATIONS, LIST, territory)
    assert "добавится 1" in text
    assert "не запишется" in text
    assert "«много» — не число" in text
    assert not Organisation.objects.schools().exists()


def test_confirmed_rows_are_written_and_the_file_goes_away(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    bring(client, ORGANISATIONS, LIST, territory)
    place = client.session[rosters.KEY]["place"]

    text = confirm(client, ORGANISATIONS)

    assert "Добавлено: 1" in text
    assert "Не записано строк: 1" in text
    assert Organisation.objects.get(short_name="Степная СОШ").pupils == 210
    assert not default_storage.exists(place)


def test_the_same_list_again_changes_nothing(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    bring(client, ORGANISATIONS, LIST, territory)
    confirm(client, ORGANISATIONS)
    assert "Записывать нечего" in bring(client, ORGANISATIONS, LIST, territory)


def test_people_find_their_school_by_name(
    territory: Territory, school: Organisation, coordinator: User, sign_in: Sign
) -> None:
    people = (
        "ФИО;Электронная почта;Организация;Роль\n"
        "Рябинина Татьяна Олеговна;ryabinina@example.org;СОШ № 5;Директор\n"
    )
    client = sign_in(coordinator)
    bring(client, PEOPLE, people, territory)
    confirm(client, PEOPLE)
    member = Membership.objects.get(user__email="ryabinina@example.org")
    assert (member.organisation, member.role) == (school, "school_head")


def test_another_tab_cannot_slip_its_list_in(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    bring(client, ORGANISATIONS, LIST, territory)
    shown = client.session[rosters.KEY]["key"]
    bring(client, ORGANISATIONS, LIST.replace("Степная", "Горная"), territory)
    text = client.post(f"{ORGANISATIONS}check/", {"key": shown}).content.decode()
    assert "загружен другой список" in text
    assert not Organisation.objects.schools().exists()


def test_a_list_of_the_other_kind_is_refused(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    assert "Это список организаций" in bring(sign_in(coordinator), PEOPLE, LIST, territory)


def test_a_file_that_is_no_table_is_refused_with_a_sentence(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    text = bring(sign_in(coordinator), ORGANISATIONS, "просто текст", territory)
    assert "нет строки с названиями столбцов" in text


def test_a_territory_of_others_is_no_choice(
    territory: Territory, foreign_territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    text = bring(sign_in(coordinator), ORGANISATIONS, LIST, foreign_territory)
    assert 'role="alert"' in text


def test_a_check_without_a_list_leads_back(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    text = sign_in(coordinator).get(f"{ORGANISATIONS}check/", follow=True).content.decode()
    assert "Загрузите его снова" in text


def test_lists_that_nobody_confirmed_are_dropped_after_a_day(
    territory: Territory, coordinator: User, sign_in: Sign
) -> None:
    client = sign_in(coordinator)
    bring(client, ORGANISATIONS, LIST, territory)
    place = client.session[rosters.KEY]["place"]
    request = client.get(f"{ORGANISATIONS}check/").wsgi_request
    request.session.flush()

    rosters.keep(request, b"x", name="x", kind="people", whose=1, at=now() + timedelta(days=2))

    assert not default_storage.exists(place)


def test_the_sample_reads_as_a_table(coordinator: User, sign_in: Sign) -> None:
    response = sign_in(coordinator).get("/settings/people/import/sample.xlsx")
    assert io.BytesIO(response.content).read(2) == b"PK"
    assert "attachment" in response["Content-Disposition"]
