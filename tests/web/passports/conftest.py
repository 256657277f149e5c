"""The people and the passport of the domain's tests, for pages."""

from tests.domain.context.conftest import (  # noqa: F401  # fixtures
    campaign,
    filled,
    head,
    keeper,
    own,
)
