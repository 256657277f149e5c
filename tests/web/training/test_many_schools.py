"""The list of certificates where there are more schools than anybody would choose from."""

from __future__ import annotations

import pytest

from opora.domain.organisations.models import Organisation
from opora.domain.people.models import User
from opora.web.training import forms
from tests.web.conftest import Sign


def test_many_schools_are_found_by_words_and_not_listed(
    school: Organisation, coordinator: User, sign_in: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(coordinator)
    option = f'<option value="{school.pk}"'
    assert option in client.get("/registers/training/").content.decode()
    monkeypatch.setattr(forms, "MOST_SCHOOLS", 0)
    page = client.get("/registers/training/", {"school": school.pk}).content.decode()
    assert option not in page
    assert f'<input type="hidden" name="school" value="{school.pk}"' in page
