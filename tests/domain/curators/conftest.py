"""An order of the authority."""

import pytest

from opora.domain.acts.models import Act
from opora.domain.organisations.models import Organisation
from tests import factories


@pytest.fixture
def act(authority: Organisation) -> Act:
    return factories.make_act(authority, number="417-од", signatory_name="Державин П. И.")
