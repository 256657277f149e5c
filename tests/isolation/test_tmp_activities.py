from tests.isolation import test_isolation_pages as t
import pytest
NAMES=("activit","lesson_visit")
orig=t.ours
@pytest.fixture(autouse=True)
def only(monkeypatch):
    monkeypatch.setattr(t,"ours",lambda:[o for o in orig() if o.name.startswith(NAMES)])
test_a=t.test_each_page_is_open_to_those_it_belongs_to
test_b=t.test_what_a_role_may_not_do_it_does_not_do
test_c=t.test_others_read_nothing_of_the_district
test_d=t.test_an_id_that_no_database_holds_is_not_there
test_e=t.test_every_post_asks_for_the_token_of_its_form
