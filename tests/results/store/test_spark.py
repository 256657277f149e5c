"""DuckDB and Spark give one answer: the expressions are the same, and so are the results."""

import shutil
import socket
import time

import narwhals as nw
import pytest

from opora.analytics.counts import tabulate
from opora.analytics.identification import identify
from opora.methodology.rules import load_rules
from opora.results.model import Procedure
from opora.results.store import (
    EngineFailed,
    EngineUnavailable,
    NotAStore,
    Store,
    open_engine,
    spark,
)
from tests.results.store.builders import (
    RUSSIAN,
    folder_of,
    pupil,
    pupil_file,
    source,
    table_file,
    two_classes,
)

OLDER = Procedure("ВПР", "математика", 5, 2024)
REGION = {f"edu0100{number:02}": (number % 7, 5, 9 - number % 4, 3) for number in range(25)}


@pytest.fixture(scope="module")
def cluster():
    """Spark with two workers of one core and 1,024 MB on this machine."""
    pytest.importorskip("pyspark", reason="нет пакета pyspark: opora[spark]")
    if shutil.which("java") is None:
        pytest.skip("нет Java: apt-get install openjdk-17-jre-headless")
    engine = open_engine("local-cluster[2,1,1024]", "512MB")
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("общая [папка]") / "store")
    store.add([table_file("a", REGION), table_file("b", REGION, RUSSIAN)])
    store.add([table_file("c", REGION, OLDER), two_classes("d")])
    store.add([table_file("fix", {"edu010003": (9, 1, 1, 1)})])
    store.add([
        pupil_file("e", [
            pupil("30511", 4, mark=2, primary=5.0, participant="1"),
            pupil("30511", 5, primary=11.0),
            pupil("30511", 6, mark=3, primary=9.0, participant="1"),
        ])
    ])  # fmt: skip
    store.add([table_file("gone", {"edu010001": (9, 1, 1, 1)})])
    store.withdraw(source("gone"))
    return store


@pytest.mark.slow
def test_totals_names_rows_and_distributions_are_equal(store, engine, cluster):
    dataset = store.dataset()
    scanned = dataset.totals(cluster, full_scan=True)

    assert scanned.equals(dataset.totals(engine, full_scan=True))
    assert scanned.num_rows == 3 * 25 + 1
    for kept in (folder_of(store) / "totals", folder_of(store) / "names"):
        shutil.rmtree(kept, ignore_errors=True)
    assert dataset.totals(cluster).equals(scanned)
    assert dataset.names(cluster) == dataset.names(engine)
    for school in ("edu010003", "edu010001"):
        asked = (school, "ВПР-МА-5", 2025)
        assert dataset.rows(cluster, *asked).equals(dataset.rows(engine, *asked))
    for full_scan in (False, True):
        exam = ("ОГЭ-МА-9", 2025)
        told = dataset.distribution(cluster, *exam, full_scan=full_scan)
        assert told.equals(dataset.distribution(engine, *exam, full_scan=full_scan))


@pytest.mark.slow
def test_the_list_is_the_same(store, engine, cluster):
    def listed(by):
        totals = store.dataset().totals(by, full_scan=True).to_pydict()
        counts = tabulate(
            *(totals[name] for name in ("school", "assessment", "year", "low", "tested"))
        )
        return identify(counts, load_rules().default_for(2025), 2025)

    one, other = listed(engine), listed(cluster)

    assert one.official.tolist() == other.official.tolist()
    assert one.probability.tolist() == other.probability.tolist()


@pytest.mark.slow
def test_a_joined_store_is_read_by_spark_too(store, engine, cluster):
    before = store.dataset().totals(engine, full_scan=True)
    store.compact()

    assert store.dataset().totals(cluster, full_scan=True).equals(before)


@pytest.mark.slow
@pytest.mark.parametrize("content", [None, b"PAR1"])
def test_a_part_that_is_gone_or_damaged_is_a_sentence_of_spark_too(tmp_path, cluster, content):
    store = Store(tmp_path / "s")
    store.add([table_file("a", REGION)])
    for path in (tmp_path / "s" / "marks").rglob("*.parquet"):
        path.unlink() if content is None else path.write_bytes(content)

    with pytest.raises(NotAStore, match="пропал или повреждён") as refusal:
        store.dataset().totals(cluster, full_scan=True)

    assert "\n" not in str(refusal.value)


@pytest.mark.slow
def test_what_spark_cannot_compute_is_a_sentence(store, cluster):
    frame = cluster.table(store.dataset().totals(cluster))
    wrong = frame.select(nw.col("school").cast(nw.Int64))

    with (
        pytest.raises(EngineFailed, match="Spark не закончил расчёт"),
        cluster.refusing(store.storage),
    ):
        wrong.collect(backend="pyarrow")


@pytest.mark.slow
def test_spark_refuses_a_storage_that_it_has_no_reader_for(cluster):
    store = Store("memory://marks-for-spark")
    store.add([table_file("a", REGION)])

    with pytest.raises(EngineUnavailable, match="Spark не читает хранилище"):
        store.dataset().totals(cluster, full_scan=True)


@pytest.fixture
def asked_master(monkeypatch):
    """Ask one address for a master, whether or not this machine has Java; in how long a time."""
    pytest.importorskip("pyspark", reason="нет пакета pyspark: opora[spark]")
    monkeypatch.setattr(spark, "_require_java", lambda: None)
    monkeypatch.setattr(spark, "_PATIENCE", 1.0)

    def ask(address):
        started = time.monotonic()
        with pytest.raises(EngineUnavailable, match="не отвечает"):
            open_engine(address)
        return time.monotonic() - started

    return ask


def test_a_master_that_does_not_answer_is_a_sentence_in_time(asked_master):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert asked_master(f"spark://127.0.0.1:{port},no-such-host.invalid") < 20


def test_somebody_who_listens_and_is_mute_is_no_master(asked_master):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()

        assert asked_master(f"spark://127.0.0.1:{mute.getsockname()[1]}") < 20


def test_without_java_it_is_a_sentence(monkeypatch, tmp_path):
    pytest.importorskip("pyspark", reason="нет пакета pyspark: opora[spark]")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)

    with pytest.raises(EngineUnavailable, match="нужна Java"):
        open_engine("local[1]")


def test_without_pyspark_it_is_a_sentence(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)

    with pytest.raises(EngineUnavailable, match="установите пакет"):
        open_engine("local[1]")


@pytest.mark.parametrize("name", ["", "postgres", "spark:/host", "localhost", "yarn"])
def test_an_engine_nobody_knows_is_refused(name):
    with pytest.raises(EngineUnavailable, match="не поддерживается"):
        open_engine(name)


@pytest.mark.parametrize("memory", ["", "много", "512", "-1GB"])
def test_a_limit_that_is_no_size_is_refused(memory):
    with pytest.raises(EngineUnavailable, match="не понят"):
        open_engine("duckdb", memory)
