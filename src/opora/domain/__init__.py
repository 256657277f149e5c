"""Django apps, upstream to downstream: people, organisations, acts, roadmaps."""
