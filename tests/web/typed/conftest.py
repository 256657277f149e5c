"""Forms of several apps: a list that takes replies, a campaign with its school."""

from tests.domain.context.conftest import campaign, head, keeper, own  # noqa: F401  # fixtures
from tests.web.identification.conftest import (  # noqa: F401  # fixtures
    files,
    open_run,
    passports_index,
    run,
    schools,
    store_folder,
    verdict_of,
)
