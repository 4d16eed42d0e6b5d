"""Detector outputs, as their producers write them, come in whole, counted, under pseudonyms; odd ones are refused."""

import hashlib
import hmac
import json
import random
import re
import shlex
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from recording import as_recorded, here

from etl.__main__ import main
from etl.detections import columns, families, store
from etl.intake.field import shapes
from etl.intake.pseudonyms import pads, pseudonym, pseudonym_sql, secret

FIXTURES = Path("tests/fixtures/detections")


def ingest(path, root, *more, form="columns"):
    return main(["ingest", "detections", str(path), "--detector", "d-1", "--format", form, "--store", str(root), *more])


def record(root):
    return store.ledger(root / "detections")["files"][0]


def scores(root, key=None):
    """{(image, coder, category): flagged}, images and coders by their own names again when the key is given."""
    files = record(root)["files"]
    folder = root / "detections"
    rows = duckdb.sql(f"""select image, coder, category, is_flagged from '{folder / files["images"]}'
                      join '{folder / files["scores"]}' using (number)""").fetchall()
    return {row[:3]: row[3] for row in rows}


def named(root, image, coder, category):
    key = secret(root)
    return pseudonym(key, "image", image), pseudonym(key, "coder", coder) if coder else None, category


CASES = {  # file, format, rows, rejected, some of what must have come out: (image, coder, category) → flagged
    "nudenet": ("nudenet.jsonl", "nudenet", 7, 4, {
        ("n-1", None, "nudity"): True, ("n-1", None, "women"): True, ("n-1", None, "men"): False,
        ("n-2", None, "nudity"): False, ("n-2", None, "men"): False, ("n-3", None, "depicts_person"): False}),
    "rekognition": ("rekognition.jsonl", "rekognition", 4, 0, {
        ("r-1", None, "scantily_clad"): True, ("r-1", None, "nudity"): False, ("r-2", None, "nudity"): False,
        ("r-3", None, "nudity"): True, ("r-3", None, "sexualised"): True}),
    "safesearch": ("safesearch.jsonl", "safesearch", 4, 1, {
        ("s-1", None, "scantily_clad"): True, ("s-1", None, "sexualised"): False,
        ("s-2", None, "sexualised"): True, ("s-3", None, "scantily_clad"): False}),
    "content_safety": ("content_safety.jsonl", "content_safety", 3, 1, {
        ("c-1", None, "sexualised"): True, ("c-2", None, "sexualised"): False}),
    "openai_moderation": ("openai_moderation.jsonl", "openai_moderation", 3, 1, {
        ("o-1", None, "sexualised"): True, ("o-2", None, "sexualised"): False}),
    "label_studio": ("label_studio.json", "label_studio", 3, 1, {
        ("l-1", "7", "scantily_clad"): True, ("l-1", "8", "scantily_clad"): False, ("l-1", "8", "women"): True,
        ("l-2", "7", "women"): False}),
    "coding": ("coding.csv", "coding", 9, 3, {
        ("h-1", "anna", "scantily_clad"): True, ("h-2", "ben", "scantily_clad"): True,
        ("h-3", "ben", "appears_minor"): True, ("h-3", "anna", "scantily_clad"): False}),
    "columns": ("generic.csv", "columns", 4, 0, {
        ("g-1", None, "scantily_clad"): True, ("g-2", None, "scantily_clad"): False,
        ("g-3", None, "scantily_clad"): True, ("g-2", None, "women"): True}),
    "flat JSON lines": ("generic.jsonl", "columns", 5, 2, {
        ("j-1", None, "nudity"): True, ("j-2", None, "nudity"): False, ("j-2", None, "women"): True}),
}  # fmt: skip # saves 72 lines


@pytest.mark.parametrize("case", CASES)
def test_each_producers_file_comes_in_row_by_row(case, tmp_path):
    file, form, rows, rejected, expected = CASES[case]
    more = ["--mapping", str(FIXTURES / "generic.yml")] if file == "generic.csv" else []
    assert ingest(FIXTURES / file, tmp_path, "--accept-losses", *more, form=form) == 0
    held = record(tmp_path)
    assert (held["rows"], held["rejected"], held["loaded"]) == (rows, rejected, rows - rejected)
    found = scores(tmp_path)
    assert {key: found[named(tmp_path, *key)] for key in expected} == expected
    for at, *_ in (line.split(",") for line in (tmp_path / "detections" / held["files"]["rejects"]).open()):
        assert at == "row" or int(at) > 0


def test_every_format_has_a_case_and_every_label_a_line_in_the_crosswalk():
    shown = {form for shape in shapes() for form in families.families() if f"--format {form}" in shape.command}
    assert set(families.families()) == shown | {form for _, form, *_ in CASES.values()}
    for family in families.families().values():
        if family.shape == "map":
            assert family.labels == set(family.spec.get("required") or family.spec["keys"])
        assert set(family.categories) <= families.category_codes()


def test_a_batch_without_names_is_numbered(tmp_path, capsys):
    assert ingest(FIXTURES / "nudenet_batch.json", tmp_path, form="nudenet") == 0
    assert record(tmp_path)["images"] == 3
    assert "cannot be matched" in capsys.readouterr().out


def held(store: Path) -> dict[Path, bytes]:
    """Every file of the store but the lock, which says since when it is held."""
    return {path: path.read_bytes() for path in store.rglob("*") if path.is_file() and path.name != ".lock"}


def test_the_same_file_again_under_another_name_adds_nothing(tmp_path, capsys):
    ingest(FIXTURES / "rekognition.jsonl", tmp_path, form="rekognition")
    before = held(tmp_path)
    copy = tmp_path.parent / "another.jsonl"
    shutil.copy(FIXTURES / "rekognition.jsonl", copy)
    assert ingest(copy, tmp_path, form="rekognition") == 0
    assert "already loaded" in capsys.readouterr().out
    assert held(tmp_path) == before


def test_pseudonyms_are_hmac_sha256_and_no_identifier_is_in_the_store(tmp_path):
    ingest(FIXTURES / "coding.csv", tmp_path, "--accept-losses", form="coding")
    key = secret(tmp_path)
    assert pseudonym(key, "image", "h-1") == hmac.new(key, b"image:h-1", hashlib.sha256).hexdigest()[:32]
    select = f"select {pseudonym_sql('image', 'i')} from (select 'hé-1' as i)"
    assert duckdb.execute(select, pads(key)).fetchall() == [(pseudonym(key, "image", "hé-1"),)]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"anna" not in kept and b"h-1" not in kept
    assert (tmp_path / "pseudonym.key").stat().st_mode & 0o077 == 0
    other = tmp_path / "other"
    ingest(FIXTURES / "coding.csv", other, "--accept-losses", form="coding")
    assert not set(scores(tmp_path)) & set(scores(other))


@pytest.mark.parametrize(
    ("old", "new"),
    [('"class"', '"klass"'), ('"box": [82, 66, 36, 43]', '"box": [82, 66, 36, 43], "age": 3'), ('"image_id"', '"id"')],
)
def test_an_added_or_renamed_key_stops_the_file(old, new, tmp_path, capsys):
    path = tmp_path / "changed.jsonl"
    path.write_text((FIXTURES / "nudenet.jsonl").read_text().replace(old, new, 1))
    assert ingest(path, tmp_path / "s", form="nudenet") == 1
    assert "not part of" in capsys.readouterr().err
    assert not (tmp_path / "s" / "detections" / "ledger.json").exists()


def test_a_dropped_key_rejects_its_rows(tmp_path):
    path = tmp_path / "changed.jsonl"
    lines = (FIXTURES / "nudenet.jsonl").read_text().splitlines()[:3]
    path.write_text("\n".join(lines).replace('"score": 0.81, ', "", 1))
    assert ingest(path, tmp_path / "s", form="nudenet") == 1  # one of three: what is left would be another sample
    assert ingest(path, tmp_path / "s", "--accept-losses", form="nudenet") == 0
    assert record(tmp_path / "s")["rejected"] == 1


@pytest.mark.parametrize("change", ["dropped", "renamed"])
def test_a_changed_column_stops_a_table(change, tmp_path, capsys):
    text = (FIXTURES / "generic.csv").read_text()
    lines = [line.split(",") for line in text.splitlines()]
    if change == "dropped":
        lines = [line[:-1] for line in lines]
    else:
        lines[0][3] = "p_dress"
    path = tmp_path / "changed.csv"
    path.write_text("\n".join(map(",".join, lines)) + "\n")
    assert ingest(path, tmp_path / "s", "--mapping", str(FIXTURES / "generic.yml")) == 1
    error = capsys.readouterr().err
    assert "not the expected ones" in error and "missing:" in error


def test_a_column_that_nothing_is_taken_from_is_named_and_changes_nothing(tmp_path, capsys):
    lines = (FIXTURES / "generic.csv").read_text().splitlines()
    path = tmp_path / "more.csv"
    path.write_text("\n".join(f"{line},{'batch' if place == 0 else place}" for place, line in enumerate(lines)) + "\n")
    for file, store_of in ((FIXTURES / "generic.csv", tmp_path / "a"), (path, tmp_path / "b")):
        assert ingest(file, store_of, "--mapping", str(FIXTURES / "generic.yml")) == 0
    assert "columns nothing was taken from: batch" in capsys.readouterr().out
    assert sorted(scores(tmp_path / "a").values()) == sorted(scores(tmp_path / "b").values())


def test_damaged_lines_are_rejected_with_their_line_and_the_rest_is_loaded(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text('image_id,women\na,1\nb\nc,0,7\nd,"1"x\ne,0.2\nf,\n')
    assert ingest(path, tmp_path / "s", "--accept-losses") == 0
    held = record(tmp_path / "s")
    rejects = (tmp_path / "s" / "detections" / held["files"]["rejects"]).read_text().splitlines()[1:]
    assert [int(line.split(",")[0]) for line in rejects] == [3, 4, 5]
    assert (held["rows"], held["loaded"], held["images"]) == (6, 3, 3)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"<html><body>", "web page"),
        (b"image_id,women\na,\xff\n", "line 2: not UTF-8"),
        (b"image_id,women\na\0,1\n", "line 2: not UTF-8"),
        (b"image_id,women,women\na,1,1\n", "twice"),
        (b"image_id,women\n", "it has no rows"),
        (b"image_id,women\na,seven\n", "1 of 1 rows cannot be used"),
        (b"{", "not readable as JSON"),
        (b"PAR1 and no more", "Parquet"),
    ],
)
def test_files_that_are_no_labels_are_refused_in_words(content, why, tmp_path, capsys):
    path = tmp_path / "given.csv"
    path.write_bytes(content)
    assert ingest(path, tmp_path / "s") == 1
    error = capsys.readouterr().err
    assert why in error and "Traceback" not in error
    assert not (tmp_path / "s" / "detections" / "ledger.json").exists()


def test_a_detector_without_a_proper_name_or_format_is_refused(tmp_path, capsys):
    given = ["ingest", "detections", str(FIXTURES / "coding.csv"), "--store", str(tmp_path)]
    assert main([*given, "--detector", "A b"]) == 1
    assert ingest(FIXTURES / "coding.csv", tmp_path, form="fortune") == 1
    assert "Known formats" in capsys.readouterr().err


def test_parquet_comes_in_like_csv(tmp_path):
    path = tmp_path / "given.parquet"
    duckdb.sql(f"copy (select 'p-' || range as image_id, range / 10.0 as nudity from range(10)) to '{path}'")
    assert ingest(path, tmp_path / "s") == 0
    assert sum(scores(tmp_path / "s").values()) == 5
    damaged = tmp_path / "damaged.parquet"
    damaged.write_bytes(path.read_bytes().replace(b"nudity", b"nud\xf4ty"))
    assert ingest(damaged, tmp_path / "s") == 1
    assert sum(scores(tmp_path / "s").values()) == 5


@pytest.mark.parametrize("case", sorted(set(CASES) - {"columns", "coding", "flat JSON lines", "label_studio"}))
def test_a_key_no_producer_documents_stops_every_format(case, tmp_path, capsys):
    """But in Label Studio's tasks, whose keys are those of whoever made the project: they are left out unread."""
    file, form, *_ = CASES[case]
    text = (FIXTURES / file).read_text()
    for place in ('"image_id"', '"class"', '"Name"', '"adult"', '"severity"', '"flagged"', '"sexual/minors": 0.0'):
        path = tmp_path / "changed"
        path.write_text(text.replace(place, f'"novelty": 1, {place}', 1))
        if place in text:
            assert ingest(path, tmp_path / "s", form=form) == 1, place
            assert "novelty" in capsys.readouterr().err


def test_damaged_files_end_as_rows_rejects_or_a_refusal_and_never_in_a_traceback(tmp_path, capsys):
    chance = random.Random(5)
    pieces = [b'"', b",", b"\n", b"{", b"}", b"[", b"]", b"null", b"1e999", b"NaN", b"\\u0000", b"\0", b"\xff", b"{}"]
    inputs = sorted({(file, form) for file, form, *_ in CASES.values()})
    for number in range(80):
        file, form = chance.choice(inputs)
        content = bytearray((FIXTURES / file).read_bytes())
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(content) + 1)
            if chance.random() < 0.5:
                content[at:at] = chance.choice(pieces)
            else:
                del content[at : at + chance.randint(1, 40)]
        path, root = tmp_path / f"{number}.in", tmp_path / f"s{number}"
        path.write_bytes(bytes(content))
        more = ["--mapping", str(FIXTURES / "generic.yml")] if file == "generic.csv" else []
        if ingest(path, root, *more, form=form) == 0:
            held = record(root)
            assert held["rows"] == held["loaded"] + held["rejected"]
        else:
            assert not (root / "detections/ledger.json").exists()
    assert "Traceback" not in capsys.readouterr().err


# -- estimates -------------------------------------------------------------------------------------------------------


def printed(capsys, *arguments):
    assert main(["estimate", *map(str, arguments), "--detector", "d-1", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def estimate(capsys, *arguments):
    """The record printed; all of it is as recorded, texts by their codes."""
    found = printed(capsys, *arguments)
    named = " ".join(Path(str(one)).name for one in arguments)
    as_recorded("estimated.json", f"{here()} {named}", coded(found))
    return found


def coded(value):
    """A record without its texts, and numbers to nine places."""
    if isinstance(value, list):
        return [one["code"] if isinstance(one, dict) and "code" in one else coded(one) for one in value]
    if isinstance(value, dict):
        return {key: coded(one) for key, one in value.items() if key != "method_text"}
    return float(f"{value:.9g}") if isinstance(value, float) else value


@pytest.fixture
def sample(tmp_path):
    """1,000 images of 250 accounts, 200 flagged; people labelled 100: 15 tp, 5 fp, 4 fn, 76 tn."""
    path, labels = tmp_path / "sample.csv", tmp_path / "labels.csv"
    rows = [f"i-{n},a-{n // 4},2026-01-0{1 + n % 2},{0.9 if n < 200 else 0.1}" for n in range(1000)]
    path.write_text("image_id,account_id,day,nudity\n" + "\n".join(rows) + "\n")
    flagged, others = [(n, n < 15) for n in range(20)], [(n, n < 204) for n in range(200, 280)]
    labels.write_text("image_id,nudity\n" + "".join(f"i-{n},{int(truth)}\n" for n, truth in flagged + others))
    return path, labels


def test_an_estimate_without_labels_offers_a_panel_instead_of_one_number(sample, capsys):
    found = estimate(capsys, sample[0], "--category", "nudity")
    assert (found["flagged_count"], found["sampled_count"], found["raw"]["value"]) == (200, 1000, 0.2)
    assert len(found["panel"]) == 20 and "corrected" not in found
    known = next(
        one for one in found["panel"] if one["inputs"]["sensitivity"] == 0.9 and one["inputs"]["specificity"] == 0.95
    )
    assert known["value"] == pytest.approx((0.2 + 0.95 - 1) / (0.9 + 0.95 - 1), abs=1e-9)


def test_labels_of_a_part_correct_the_estimate(sample, capsys):
    path, labels = sample
    found = estimate(capsys, path, "--category", "nudity", "--validation", labels)
    assert found["labelled_count"] == 100
    assert found["corrected"]["value"] == pytest.approx(0.2 * 15 / 20 + 0.8 * 4 / 80, abs=1e-9)
    assert found["corrected"]["method"] == "regression_double_sampling"
    apart = estimate(capsys, path, "--category", "nudity", "--validation", labels, "--apart")
    assert apart["corrected"]["value"] == pytest.approx((0.2 + 76 / 81 - 1) / (15 / 19 + 76 / 81 - 1), abs=1e-9)


def test_counts_found_elsewhere_give_rogan_gladen(sample, tmp_path, capsys):
    table = tmp_path / "counts.csv"
    table.write_text("tp,fp,fn,tn\n80,10,20,190\n")
    found = estimate(capsys, sample[0], "--category", "nudity", "--validation", table)
    assert found["corrected"]["method"] == "rogan_gladen_fieller"
    assert found["corrected"]["value"] == pytest.approx((0.2 + 0.95 - 1) / 0.75, abs=1e-9)


def test_accounts_widen_days_weight_and_populations_multiply(sample, tmp_path, capsys):
    path, _ = sample
    found = estimate(capsys, path, "--category", "nudity", "--cluster", "account", "--population", 50_000)
    plain, wide = found["raw"], found["clustered"]
    widened = (wide["high"] - wide["low"]) / (plain["high"] - plain["low"])
    assert widened == pytest.approx(2, abs=0.2)  # the four images of an account are always of one mind
    assert found["total"]["value"] == pytest.approx(10_000) and found["total"]["rounded"][0] == 10_000
    days = tmp_path / "days.csv"
    days.write_text("day,population_count\n2026-01-01,100\n2026-01-02,300\n")
    found = estimate(capsys, path, "--category", "nudity", "--by-day", days)
    assert found["post_stratified"]["value"] == pytest.approx(0.2)


def refused(capsys, *arguments):
    assert main(["estimate", *map(str, arguments), "--detector", "d-1", "--category", "nudity", "--json"]) == 1
    return capsys.readouterr().err


@pytest.mark.parametrize("counts", ["1.5,2,3,4", "-1,2,3,4", ",2,3,4", "many,2,3,4"])
def test_counts_of_a_validation_are_whole_numbers(counts, sample, tmp_path, capsys):
    (tmp_path / "v.csv").write_text(f"tp,fp,fn,tn\n{counts}\n")
    assert "whole numbers" in refused(capsys, sample[0], "--validation", tmp_path / "v.csv")


@pytest.mark.parametrize("volume", ["-5", "many", "nan", "inf", "5\n2026-02-01,7"])
def test_a_volume_that_is_none_is_named_with_its_line(volume, sample, tmp_path, capsys):
    (tmp_path / "d.csv").write_text(f"day,population_count\n2026-02-01,{volume}\n")
    assert "d.csv, line " in refused(capsys, sample[0], "--by-day", tmp_path / "d.csv")


@pytest.mark.parametrize(
    "more", [("--population", "0"), ("--population", "10"), ("--population", "inf"), ("--population-se", "5")]
)
def test_a_population_smaller_than_its_sample_or_none_is_refused(more, sample, capsys):
    assert "population" in refused(capsys, sample[0], *more)


def test_a_population_as_large_as_its_sample_is_one(sample, capsys):
    known = estimate(capsys, sample[0], "--category", "nudity")["sampled_count"]
    found = estimate(capsys, sample[0], "--category", "nudity", "--population", known)
    assert found["total"]["value"] == pytest.approx(0.2 * known)
    assert "population" in refused(capsys, sample[0], "--population", known - 1)


def test_accounts_and_days_that_are_not_in_the_file_are_not_made_up(tmp_path, capsys):
    (tmp_path / "f.csv").write_text("image_id,nudity\na,1\nb,0\nc,0\n")
    (tmp_path / "d.csv").write_text("day,population_count\n2026-02-01,7\n")
    assert "has an account" in refused(capsys, tmp_path / "f.csv", "--cluster", "account")
    assert "3 images of the file have no day" in refused(capsys, tmp_path / "f.csv", "--by-day", tmp_path / "d.csv")


def test_accounts_are_allowed_for_in_every_step_that_follows(sample, tmp_path, capsys):
    (tmp_path / "v.csv").write_text("tp,fp,fn,tn\n170,40,30,960\n")
    (tmp_path / "d.csv").write_text("day,population_count\n" + "".join(f"2026-01-0{day},{day}000\n" for day in (1, 2)))
    given = (sample[0], "--category", "nudity", "--by-day", tmp_path / "d.csv", "--validation", tmp_path / "v.csv")
    plain, wider = estimate(capsys, *given), estimate(capsys, *given, "--cluster", "account")
    for step in ("post_stratified", "corrected"):
        assert wider[step]["low"] < plain[step]["low"] and wider[step]["high"] > plain[step]["high"]
        assert "clusters_at_random" in [note["code"] for note in wider[step]["assumptions"]]
        assert "clusters_at_random" not in [note["code"] for note in plain[step]["assumptions"]]


def test_labels_left_out_are_counted(sample, tmp_path, capsys):
    (tmp_path / "v.csv").write_text(
        "image_id,nudity\n" + "".join(f"i-{n},{n % 2}\n" for n in range(60)) + "other,1\ni-1,0\n"
    )
    found = estimate(capsys, sample[0], "--category", "nudity", "--validation", tmp_path / "v.csv")
    assert (found["labelled_count"], found["labelled_unmatched"], found["labelled_rows_rejected"]) == (60, 1, 1)


def test_coders_are_counted_by_majority_and_their_agreement_is_said(capsys):
    asked = ("--format", "coding", "--category", "scantily_clad", "--accept-losses")
    found = estimate(capsys, FIXTURES / "coding.csv", *asked)
    assert (found["flagged_count"], found["sampled_count"], found["coders"]["ties_left_out"]) == (1, 2, 1)
    assert found["coders"]["alpha"]["value"] == pytest.approx(1 - 5 * 2 / (3 * 3 * 2), abs=1e-9)


def test_two_coders_get_cohens_kappa_too_and_three_do_not(tmp_path, capsys):
    # both yes 20, only the first 5, only the second 10, both no 15: 0.7 seen, 0.5 by chance, kappa 0.4 (Cohen 1960)
    pairs = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    text = "image_id,coder,nudity\n" + "".join(f"{n},x,{a}\n{n},y,{b}\n" for n, (a, b) in enumerate(pairs))
    (tmp_path / "two.csv").write_text(text)
    (tmp_path / "three.csv").write_text(text + "1,z,1\n")
    asked = ("--format", "coding", "--category", "nudity")
    assert estimate(capsys, tmp_path / "two.csv", *asked)["coders"]["kappa"]["value"] == pytest.approx(0.4, abs=1e-9)
    assert "kappa" not in estimate(capsys, tmp_path / "three.csv", *asked)["coders"]


def test_a_threshold_of_a_mapping_lies_on_the_scale_too(tmp_path, capsys):
    (tmp_path / "f.csv").write_text("image_id,p\na,0.9\n")
    (tmp_path / "m.yml").write_text("columns: {image: image_id}\nscores: {p: {category: nudity, flag_at: 50}}")
    assert ingest(tmp_path / "f.csv", tmp_path / "s", "--mapping", str(tmp_path / "m.yml")) == 1
    assert "nudity cannot be flagged at 50" in capsys.readouterr().err


def test_every_number_of_an_estimate_says_its_method_assumptions_and_doubts(sample, capsys):
    found = estimate(capsys, sample[0], "--category", "nudity", "--validation", sample[1], "--cluster", "account")
    for step in ("raw", "clustered", "corrected"):
        assert found[step]["method_text"]["fr"] and found[step]["assumptions"]
    assert main(["estimate", str(sample[0]), "--detector", "d-1", "--category", "nudity"]) == 0
    assert "assumes that" in capsys.readouterr().out


def test_an_estimate_stores_nothing(sample, tmp_path, capsys, monkeypatch):
    before = sorted(tmp_path.rglob("*"))
    estimate(capsys, sample[0], "--category", "nudity", "--validation", sample[1])
    assert sorted(tmp_path.rglob("*")) == before


def test_an_unknown_category_is_named(sample, capsys):
    assert main(["estimate", str(sample[0]), "--detector", "d", "--category", "offence"]) == 1
    assert "Known:" in capsys.readouterr().err
    assert main(["estimate", str(sample[0]), "--detector", "d", "--category", "women"]) == 1
    assert "it has nudity" in capsys.readouterr().err


def test_a_mapping_with_a_fault_is_refused(tmp_path, capsys):
    for content in ({"columns": {"picture": "x"}}, {"scores": {"a": "crime"}}, {"scores": {"a": {"flag": 1}}}, ["x"]):
        path = tmp_path / "m.yml"
        path.write_text(yaml.safe_dump(content))
        assert ingest(FIXTURES / "generic.csv", tmp_path / "s", "--mapping", str(path)) == 1
    assert "Traceback" not in capsys.readouterr().err


# -- the tutorial ----------------------------------------------------------------------------------------------------


def test_the_tutorial_does_what_it_says_and_its_figures_are_those_printed(tmp_path, monkeypatch, capsys):
    text = Path("docs/tutorial-audit.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    commands = [line.removeprefix("python -m etl ") for block in blocks for line in block.strip().splitlines()]
    steps = ["sample-audit", "estimate", "estimate", "ingest", "ingest", "build"]
    assert [shlex.split(command)[0] for command in commands] == steps
    monkeypatch.chdir(tmp_path)
    printed = []
    for command in commands[:-1]:
        assert main(shlex.split(command)) == 0
        printed.append(capsys.readouterr().out)
    assert "12.19%" in (tmp_path / "audit/truth.txt").read_text() and "12.19 %" in text
    for output, figures in (
        (printed[1], ("13.53", "13.06", "14.01", "12.97", "14.11")),
        (printed[2], ("12.83", "10.99", "14.92")),
    ):
        for figure in figures:
            assert f"{figure}%" in output and f"{figure} %" in text
    held = store.ledger(tmp_path / "data/store/detections")["files"]
    assert [(file["images"], file["rejected"]) for file in held] == [(20_000, 0), (600, 0)]


def test_the_mappings_of_the_tutorial_are_read(tmp_path):
    text = Path("docs/tutorial-audit.md").read_text(encoding="utf-8")
    for place, block in enumerate(re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)):
        path = tmp_path / f"{place}.yml"
        path.write_text(block)
        found = columns.read_mapping(path)
        assert found.roles.get("image") or found.labels


def test_the_tutorials_mapping_of_labels_counts_every_image(tmp_path, capsys):
    text = Path("docs/tutorial-audit.md").read_text(encoding="utf-8")
    (block,) = (block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "label: tag" in block)
    (tmp_path / "m.yml").write_text(block)
    tags = ["nude"] * 10 + ["underwear"] * 20 + ["cat"] * 70 + ["blurred"] * 5
    (tmp_path / "f.csv").write_text("id,tag,p\n" + "".join(f"{n},{tag},0.9\n" for n, tag in enumerate(tags)))
    found = estimate(capsys, tmp_path / "f.csv", "--category", "nudity", "--mapping", tmp_path / "m.yml")
    assert (found["flagged_count"], found["sampled_count"], found["left_out_count"]) == (10, 100, 5)
    assert "10 of 100" in text


def test_a_label_studio_export_comes_in_as_the_tutorial_says(tmp_path, monkeypatch, capsys):
    text = Path("docs/tutorial-audit.md").read_text(encoding="utf-8")
    chosen = {"choices": ["Underwear or less"]}
    result = {"id": "a", "type": "choices", "from_name": "q", "to_name": "i", "value": chosen}
    tasks = [
        {
            "id": n,
            "data": {"image": f"/data/upload/1/5a6b-picture{n}.jpg"},
            "file_upload": f"5a6b-picture{n}.jpg",
            "annotations": [{"id": n, "completed_by": 1, "was_cancelled": False, "result": [result] * (n == 1)}],
        }
        for n in (1, 2, 3)
    ]
    monkeypatch.chdir(tmp_path)
    Path("export.json").write_text(json.dumps(tasks))
    (block,) = (block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "Can't tell" in block)
    Path("m.yml").write_text(block)
    asked = ("--format", "label_studio", "--mapping", "m.yml", "--category", "scantily_clad")
    found = estimate(capsys, "export.json", *asked)
    assert (found["flagged_count"], found["sampled_count"]) == (1, 3)


def test_a_practice_audit_is_repeatable_clearly_invented_and_overwrites_nothing(tmp_path, capsys):
    for name in ("a", "b"):
        assert main(["sample-audit", "--out", str(tmp_path / name), "--images", "500", "--labelled", "50"]) == 0
    for file in ("detector.csv", "labels.csv", "truth.txt"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    rows = (tmp_path / "a/detector.csv").read_text().splitlines()[1:]
    assert all(row.startswith("synthetic-") for row in rows)
    assert main(["sample-audit", "--out", str(tmp_path / "a")]) == 1
    assert "already there" in capsys.readouterr().err


def test_the_corrected_interval_of_a_practice_audit_holds_its_truth_in_most_of_twenty(tmp_path, capsys):
    held = 0
    for seed in range(20):
        folder = tmp_path / str(seed)
        main(["sample-audit", "--out", str(folder), "--images", "3000", "--labelled", "400", "--seed", str(seed)])
        truth = float(re.search(r"\((\d+\.\d+)%\)", (folder / "truth.txt").read_text())[1]) / 100
        capsys.readouterr()
        found = printed(capsys, folder / "detector.csv", "--category", "nudity", "--validation", folder / "labels.csv")
        held += found["estimate"]["low"] <= truth <= found["estimate"]["high"]
    assert held >= 17
