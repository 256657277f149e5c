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
from opora.results.synthesis import Region, write_region
from opora.results.synthesis.region import draw_schools
from opora.results.synthesis.sittings import SITTINGS, sit, true_shares

REGION = Region(schools=22, years=(2024, 2025), seed=11)
LAYOUTS = {"vpr_individual", "vpr_marks", "flat_marks", "oge_protocol", "social_passport"}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("region")
    return out, write_region(REGION, out)


@pytest.fixture(scope="module")
def read(written):
    out, paths = written
    files = [path for path in paths if path.parts[len(out.parts)] in {"results", "passports"}]
    return [(path, read_results(BytesIO(path.read_bytes()), path.name)) for path in files]


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
    assert {results.layout for _, results in read} == LAYOUTS
    assert sum(results.rows.quarantined for _, results in read) == 0
    codes = {finding.code for _, results in read for finding in results.findings}
    assert codes <= {"no_result", "personal_data_dropped"}


def test_what_is_read_is_what_the_pupils_wrote(read):
    told = {
        (
            school.code,
            school.procedure.subject,
            school.procedure.grade,
            school.procedure.year,
        ): school.marks
        for _, results in read
        for school in results.schools
        if school.procedure.kind
    }
    compared = 0
    for school in draw_schools(REGION):
        for sitting in SITTINGS:
            papers = sit(REGION, school, sitting, 2025)
            code = school.exam_code if sitting.kind == "ОГЭ" else school.code
            key = (code, sitting.subject_name.lower(), sitting.grade, 2025)
            if papers is not None and sum(papers.tally()):
                assert told[key] == papers.tally()
                compared += 1
    assert compared > 100


def test_a_region_becomes_a_list_near_its_truth(read, written, tmp_path):
    out, _ = written
    store, engine = Store(tmp_path / "store"), open_engine()
    changed = store.add([Arrival(one, source_digest(path)) for path, one in read])
    assert len(changed.empty) == REGION.schools
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
