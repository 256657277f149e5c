"""The district of the demo: territories, organisations, people in their roles."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files

import msgspec
from django.conf import settings
from django.contrib.auth.hashers import make_password

from opora.domain.organisations.models import Membership, Organisation, Role, Territory
from opora.domain.people.models import User

LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        ["a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p",
         "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya"],
        strict=True,
    )
)  # fmt: skip


class Body(msgspec.Struct, frozen=True):
    """An organisation as the YAML gives it."""

    kind: str
    name: str
    short: str
    pupils: int | None = None
    aliases: list[str] = []
    territory: str = ""
    at: tuple[float, float] | None = None


class Sheet(msgspec.Struct, frozen=True):
    """The YAML of the district."""

    region: str
    municipality: str
    neighbour: str
    outline: list[tuple[float, float]]
    organisations: dict[str, Body]
    people: list[tuple[str, str, str, str, str, str]]
    curated: dict[str, list[str]]
    listed: list[str]


@dataclass(frozen=True, slots=True)
class District:
    """What the demo's life is played with: organisations by key, people by surname."""

    organisations: dict[str, Organisation]
    people: dict[str, User]
    listed: tuple[Organisation, ...]
    heads: dict[int, User] = field(default_factory=dict)

    def reporter(self, organisation: Organisation) -> User:
        """Who hands in for an organisation; for a working group the coordinator."""
        return self.heads.get(organisation.pk, self.people["Ремизова"])


def settle() -> District:
    """Write the district and its neighbour into an empty database."""
    source = (files("opora.demo") / "district.yaml").read_bytes()
    sheet = msgspec.yaml.decode(source, type=Sheet)
    region = Territory.objects.create(kind="region", name=sheet.region)
    places = {
        name: Territory.objects.create(kind="municipality", name=name, parent=region)
        for name in (sheet.municipality, sheet.neighbour)
    }
    _draw_border(places[sheet.municipality], sheet.outline)
    organisations = {
        key: _organisation(body, places.get(body.territory or sheet.municipality, region))
        for key, body in sheet.organisations.items()
    }
    people: dict[str, User] = {}
    heads: dict[int, User] = {}
    password = make_password(settings.DEMO_PASSWORD)
    for key, role, *names, post in sheet.people:
        user = people.setdefault(names[0], _person(password, *names))
        keys = sheet.curated.get(names[0], [key]) if role == Role.CURATOR else [key]
        for one in keys:
            Membership.objects.create(
                user=user, organisation=organisations[one], role=role, post=post
            )
        if role not in {Role.CURATOR, Role.TEACHER, Role.EXPERT, Role.DEPUTY_HEAD}:
            heads.setdefault(organisations[key].pk, user)
    listed = tuple(organisations[key] for key in sheet.listed)
    return District(organisations, people, listed, heads)


def _draw_border(territory: Territory, outline: list[tuple[float, float]]) -> None:
    territory.outline = {"type": "Polygon", "coordinates": [[*outline, outline[0]]]}
    territory.save(update_fields=["outline"])


def _organisation(body: Body, territory: Territory) -> Organisation:
    latitude, longitude = body.at or (None, None)
    return Organisation.objects.create(
        territory=territory, kind=body.kind, name=body.name, short_name=body.short,
        pupils=body.pupils, aliases=body.aliases, latitude=latitude, longitude=longitude,
    )  # fmt: skip


def _person(password: str, surname: str, name: str, patronymic: str) -> User:
    """Create a user; the hash is made once, as everybody in the demo has one password."""
    login = "".join(LATIN.get(char, "") for char in surname.lower())
    return User.objects.create(
        email=f"{login}@demo.opora", password=password, wants_digest=False,
        last_name=surname, first_name=name, patronymic=patronymic,
    )  # fmt: skip
