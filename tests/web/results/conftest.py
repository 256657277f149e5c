"""Files of results on their way, as the tests of the domain bring them."""

from tests.domain.assessments.conftest import (  # noqa: F401  # fixtures
    added,
    bring,
    schools,
    store_folder,
    two_schools_file,
)
