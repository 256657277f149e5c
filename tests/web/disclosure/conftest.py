"""A store, passports and keys of programs, for what the region may not find out."""

from tests.api.conftest import program  # noqa: F401  # a fixture
from tests.domain.context.conftest import campaign, filled, keeper  # noqa: F401  # fixtures
from tests.domain.identification.conftest import store_folder  # noqa: F401  # a fixture
