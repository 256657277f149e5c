import pytest

from opora.results.store import Store, open_engine


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture(scope="session")
def engine():
    return open_engine("duckdb")


@pytest.fixture
def totals(engine):
    """Totals as {(school, assessment, year): (low, tested)}, from counts and marks alike."""

    def read(store, data_hash=None):
        dataset = store.dataset(data_hash)
        table = dataset.totals(engine)
        assert dataset.totals(engine, full_scan=True).equals(table)
        rows = table.to_pylist()
        return {
            (row["school"], row["assessment"], row["year"]): (row["low"], row["tested"])
            for row in rows
        }

    return read
