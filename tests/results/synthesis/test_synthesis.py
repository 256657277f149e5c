import csv
import hashlib
import json
from io import BytesIO

import numpy as np
import pytest

from opora.analytics.counts import tabulate
from opora.analytics.identification import identify
from opora.methodology.rules import load_rules
from opora.results import read_results
from opora.results.store import Arrival, Store, open_engine, source_digest
from opora.results.synthesis import LAYOUTS, Region, UnknownLayout, write_region
from opora.results.synthesis.region import draw_schools
from opora.results.synthesis.sittings import SITTINGS, sit, true_shares

REGION = Region(schools=21, years=(2024, 2025), seed=11, heaping=0.2)
SUBJECTS = {"МАП": "математика (профильная)", "МАБ": "математика (базовая)"}
READ_AS = {
    "ege_checked": "ege_protocol", "oge_appeals": "oge_protocol", "oge_english": "oge_protocol",
    "social_passport_classes": "social_passport", "social_passport_table": "social_passport",
}  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("region")
    return out, write_region(REGION, out)


@pytest.fixture(scope="module")
def read(written):
    out, paths = written
    apart = {"codes.csv", "truth"}
    files = [path for path in paths if path.parts[len(out.parts)] not in apart]
    return [(path, read_results(BytesIO(path.read_bytes()), path.name)) for path in files]


@pytest.fixture(scope="module")
def of_the_store(written, read):
    out, _ = written
    return [(path, one) for path, one in read if path.parts[len(out.parts)] == "results"]


def bytes_of(paths):
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path):
    one, same, other = (
        bytes_of(write_region(Region(4, (2025,), seed), tmp_path / name))
        for name, seed in (("one", 5), ("same", 5), ("other", 6))
    )

    assert one == same
    assert len({*one} & {*other}) == 1, "only the table of codes is the same"


def test_a_region_with_more_schools_has_the_same_first_schools():
    assert draw_schools(Region(9, (2025,), 3))[:4] == draw_schools(Region(4, (2025,), 3))


def test_every_layout_reads_back_as_itself_without_a_row_lost(read):
    assert {results.layout for _, results in read} == {READ_AS.get(one, one) for one in LAYOUTS}
    assert sum(results.rows.quarantined for _, results in read) == 0
    codes = {finding.code for _, results in read for finding in results.findings}
    assert codes <= {"no_result", "personal_data_dropped"}


def test_the_chosen_layouts_alone_are_written(tmp_path):
    paths = write_region(Region(3, (2025,), 1), tmp_path, layouts=["oo1", "flat_bias"])
    names = [path.name for path in paths]

    assert names == ["bias_2025.xlsx", *(f"ОО-1_edu95000{n}.xlsx" for n in (1, 2, 3)), "codes.csv",
                     "truth.json"]  # fmt: skip
    with pytest.raises(UnknownLayout, match="vpr_dreams"):
        write_region(Region(3, (2025,), 1), tmp_path, layouts=["vpr_dreams"])


def sat_by_key():
    """What every school wrote, by the code in the file, subject, grade and year."""
    for school in draw_schools(REGION):
        for sitting in SITTINGS:
            for year in REGION.years:
                papers = sit(REGION, school, sitting, year)
                if papers is not None and sum(papers.tally()):
                    code = school.code if sitting.kind == "ВПР" else school.exam_code
                    words = SUBJECTS.get(sitting.subject, sitting.subject_name.lower())
                    yield (code, words, sitting.grade, year), (sitting, papers)


def key_of(school):
    one = school.procedure
    return school.code, one.subject, one.grade, one.year


def test_every_file_that_counts_marks_counts_those_of_the_pupils(read):
    wrote = dict(sat_by_key())
    met = set()
    for _, results in read:
        for school in results.schools:
            if school.procedure.kind is None or school.below is None or not school.participants:
                continue
            sitting, papers = wrote[key_of(school)]
            met.add(key_of(school))
            assert school.participants == sum(papers.tally())
            assert school.below == papers.tally()[0], (results.file, school)
            if not sitting.has_test_score:
                assert school.marks == papers.tally()
    assert met == {*wrote}


def test_reports_without_marks_agree_with_the_pupils(read):
    wrote = dict(sat_by_key())
    compared = set()
    for _, results in read:
        for school in results.schools:
            if results.layout in {"vpr_scores", "flat_scores", "vpr_tasks", "vpr_planned"}:
                papers = wrote.get(key_of(school), (None, None))[1]
                assert school.participants == (sum(papers.tally()) if papers else 0)
                compared.add(results.layout)
    assert len(compared) == 4


def test_shares_of_tasks_are_those_of_the_pupils(read):
    wrote = dict(sat_by_key())
    ours = [one for _, one in read if one.layout == "vpr_tasks"]
    school = next(one for one in ours[0].schools if one.participants)
    sitting, papers = wrote[key_of(school)]
    tasks = np.maximum(papers.tasks[papers.marks > 0], 0)

    shares = [share for _, share in school.shares]
    assert shares == pytest.approx(100 * tasks.mean(axis=0) / sitting.maxima, abs=0.006)


@pytest.fixture(scope="module")
def truth_of(written):
    out, _ = written
    told = json.loads((out / "truth" / "truth.json").read_text(encoding="utf-8"))["schools"]
    return {one["code"]: one for one in told}


def code_in(path):
    return path.stem.rpartition("_")[2]


@pytest.mark.parametrize("shape", ["Социальный паспорт_", "По классам_"])
def test_passports_of_a_school_agree_with_the_truth(read, truth_of, shape):
    found = {code_in(path): one for path, one in read if path.name.startswith(shape)}

    assert {*found} == {*truth_of}
    for code, results in found.items():
        assert items_of(results.passport) == truth_of[code]["passport"]
        assert results.schools[0].participants == truth_of[code]["pupils"]


def test_tables_of_passports_agree_with_the_truth(read, truth_of):
    tables = [one for path, one in read if f"Свод паспортов_{REGION.years[-1]}" in path.name]
    values = [value for one in tables for value in one.passport]
    pupils = {one.code: one.participants for results in tables for one in results.schools}

    assert pupils == {code: one["pupils"] for code, one in truth_of.items()}
    for code, one in truth_of.items():
        assert items_of([value for value in values if value.school == code]) == one["passport"]


def test_oo1_agrees_with_the_truth_and_with_the_passports(read, truth_of):
    found = {code_in(path): one for path, one in read if one.layout == "oo1"}

    assert {*found} == {*truth_of}
    for code, results in found.items():
        whole = items_of([one for one in results.passport if one.class_name is None])
        grades = items_of([one for one in results.passport if one.class_name is not None])
        assert results.schools[0].participants == truth_of[code]["pupils"]
        assert whole["pupils"] == grades["pupils"] == truth_of[code]["pupils"]
        assert whole["pupils_with_limits"] == truth_of[code]["passport"]["C09"]


def items_of(values):
    found = {}
    for one in values:
        if one.item is not None:
            found[one.item] = found.get(one.item, 0) + one.value
    return found


def test_bias_is_marked_where_pupils_were_lifted(read, written):
    out, _ = written
    told = json.loads((out / "truth" / "truth.json").read_text(encoding="utf-8"))["schools"]
    heaps = {one["code"]: one["heaps"] for one in told}
    bias = [one for _, one in read if one.layout == "flat_bias"]

    for results in bias:
        for school in results.schools:
            assert any(share for _, share in school.shares) == heaps[school.code]
    assert any(heaps.values())


def test_a_region_becomes_a_list_near_its_truth(of_the_store, written, tmp_path):
    out, _ = written
    store, engine = Store(tmp_path / "store"), open_engine()
    changed = store.add([Arrival(one, source_digest(path)) for path, one in of_the_store])
    assert not changed.empty
    table = (out / "codes.csv").read_text(encoding="utf-8").splitlines()
    codes = dict(csv.reader(table, delimiter=";"))
    totals = store.dataset().totals(engine).to_pydict()

    totals["school"] = [codes.get(code, code) for code in totals["school"]]
    found = identify(tabulate(*totals.values()), load_rules().rule("R2025-OR"), 2025)

    assert len(found.official) == REGION.schools
    assert {*found.official} >= {"yes", "no"}
    assert np.corrcoef(found.share, truth(out, found.counts.schools))[0, 1] > 0.8


def truth(out, schools):
    told = json.loads((out / "truth" / "truth.json").read_text(encoding="utf-8"))
    shares = {
        one["code"]: np.mean([share["low"] for share in one["shares"]])
        for one in told["schools"]
    }
    return [shares[school] for school in schools]


def test_true_shares_are_what_endless_pupils_would_have():
    region = Region(40, (2025,), 2)
    schools, sitting = draw_schools(region), SITTINGS[0]
    papers = [
        (place, sit(region, school, sitting, 2025)) for place, school in enumerate(schools)
    ]
    low = sum(one.tally()[0] for _, one in papers if one is not None)

    shares = true_shares(region, schools, sitting, 2025)
    sizes = np.zeros(40)
    for place, one in papers:
        sizes[place] = sum(one.tally()) if one is not None else 0

    expected = float((shares * sizes).sum())
    assert abs(low - expected) < 4 * np.sqrt(expected)


def test_heaping_lifts_pupils_over_the_boundary_where_asked():
    honest, heaped = (
        [sit(region, one, SITTINGS[0], 2025) for one in draw_schools(region)]
        for region in (Region(60, (2025,), 4), Region(60, (2025,), 4, heaping=1.0))
    )

    under, over = (just_under(papers) for papers in (honest, heaped))
    assert over < under / 2


def just_under(written):
    boundary = SITTINGS[0].scale.from_3
    return sum(int((one.primary == boundary - 1).sum()) for one in written if one is not None)


def test_small_rural_classes_and_missing_sittings_are_there():
    region = Region(200, (2025,), 1)
    schools = draw_schools(region)

    assert sum(school.rural and school.grade_size < 10 for school in schools) > 20
    assert any(sit(region, school, SITTINGS[0], 2025) is None for school in schools)
