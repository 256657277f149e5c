"""Browser tests need the static files that pages ask for."""

from tests.web.conftest import collected_files  # noqa: F401  # a fixture
