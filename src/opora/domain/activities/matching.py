"""Which person of an organisation's staff a written name means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from opora.domain.organisations.models import Organisation
from opora.domain.organisations.person_names import read_person_name
from opora.domain.people.models import User
from opora.domain.staff.models import Employment, Person


def folded(name: str) -> str:
    """Return a name as it is compared: small letters, «е» for «ё», single spaces.

    Examples
    --------
    >>> folded("Фёдорова  Анна")
    'федорова анна'
    """
    return " ".join(name.casefold().replace("ё", "е").split())


class Staff:
    """People who work in some organisations on a day, loaded once to match many names."""

    def __init__(self, organisations: Collection[Organisation], *, on: date) -> None:
        self._by_place: dict[int, dict[int, Person]] = defaultdict(dict)
        posts = Employment.objects.on(on).filter(organisation__in=organisations)
        for post in posts.select_related("person"):
            self._by_place[post.organisation_id][post.person_id] = post.person

    def find(self, name: str, organisation: Organisation) -> list[Person]:
        """Return those whom the name may mean: by full name, else by surname and initials."""
        people = self._by_place[organisation.pk].values()
        exact = [one for one in people if folded(name) == one.search]
        return exact or [one for one in people if _initials_agree(name, one)]


def name_of(user: User) -> str:
    """Return surname, name and patronymic of somebody who signs in."""
    return " ".join(filter(None, (user.last_name, user.first_name, user.patronymic)))


def is_name(name: str) -> bool:
    """Whether the words are a surname with a name or initials: enough to tell a person."""
    parts = name.replace(".", " ").split()
    return len(parts) > 1 and all(one[0].isalpha() for one in parts)


def _initials_agree(name: str, person: Person) -> bool:
    wanted = read_person_name(name)
    return (
        wanted is not None
        and bool(wanted.initials)
        and folded(wanted.surname) == folded(person.last_name)
        and wanted.initials_agree(person.first_name, person.patronymic)
        and not _says_another(name, person)
    )


def _says_another(name: str, person: Person) -> bool:
    """Whether full names are written and are not the person's: Анна is not Алла."""
    written = [one for one in folded(name.replace(".", " ")).split()[1:] if len(one) > 1]
    return any(one not in person.search.split() for one in written)
