"""A school with a pupil in full work."""

import pytest
from django.test import Client

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.domain.pupils.models import Pupil
from tests.domain.pupils.stage import make_of_pupils, make_pupil
from tests.web.conftest import Sign


@pytest.fixture
def pupil(school: Organisation, school_head: User) -> Pupil:
    return make_pupil(school, school_head)


@pytest.fixture
def of_pupils(school: Organisation, school_head: User) -> dict[str, int]:
    """Keys of one row of each kind, by the parameter of an address."""
    return make_of_pupils(school, head=school_head)


@pytest.fixture
def head(school_head: User, sign_in: Sign) -> Client:
    return sign_in(school_head)
