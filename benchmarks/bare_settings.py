"""Settings of the platform with the bare page added."""

from opora.config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.bare_urls"
