"""The district of these tests."""

import pytest

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from tests.domain.identification.conftest import store_folder  # noqa: F401  # a fixture
from tests.isolation.district import District, settle
from tests.web.conftest import collected_files, sign_in  # noqa: F401  # fixtures


@pytest.fixture
def district(
    school: Organisation, authority: Organisation, school_head: User, coordinator: User
) -> District:
    return settle(school, authority, head=school_head, boss=coordinator)
