"""Plans for several datasets: what they say, and the laws that they keep whatever the names are."""

from __future__ import annotations

import pickle
import random
from collections import Counter
from pathlib import Path

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genenorm.core.errors import RecordError, UnknownTaxonError
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.datasets.harmonize.harmonize_plan import HarmonizePlan
from genenorm.datasets.harmonize.harmonizing import labelled, plan_datasets
from genenorm.datasets.harmonize.plan_rows import Action, ConflictKind, PlanRow, counts_after
from genenorm.frame_api import resolve_frame
from genenorm.index.reference import Reference
from genenorm.resolver.resolver import Resolver

NAMES = (
    "TP53", "p53", "TRP53", "TP53-1", "TP53.1", "ENSG00000141510.18", "7157", "GRIN1", "NMDAR1", "EGFR", "ERBB1",
    "SEPT2", "SEPTIN2", "2-Sep", "1-Mar", "MARCH1", "KARs", "TP53; EGFR", "and", "xyzzy", "PD-1", "Oct4", "POU5F1",
    "=1+1", "a\tb", 'q"x', "Actb", "ACTB", "-x", "'=x", "x\ry", "a\nb", "NA", "nan", " TP53 ",
)  # fmt: skip
"""Official symbols, synonyms, ids with versions, suffixes of programs, dates, families, words, and odd texts."""

FRAMES = st.lists(st.sampled_from(NAMES), max_size=12).map(
    lambda names: pandas.DataFrame({"n": range(1, len(names) + 1)}, index=pandas.Index(names, dtype=object))
)
DATASETS = st.lists(FRAMES, min_size=1, max_size=3).map(lambda frames: dict(zip("abc", frames, strict=False)))
RESOLVER = Resolver(Reference.open(SHIPPED_INDEX))


def plan_of(frames: dict[str, pandas.DataFrame], **options: object) -> HarmonizePlan:
    return plan_datasets(frames, RESOLVER, columns="rows", **{"species": "human", **options})  # type: ignore[arg-type]


def frame_of(names: list[str]) -> pandas.DataFrame:
    return pandas.DataFrame({"n": range(1, len(names) + 1)}, index=names)


def actions_of(plan: HarmonizePlan, dataset: str = "a") -> dict[str, tuple[str, str]]:
    return {row.name: (row.action.value, row.becomes) for row in plan.rows if row.dataset == dataset}


# -- laws -------------------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(DATASETS)
def test_no_name_is_lost_and_none_is_merged(frames: dict[str, pandas.DataFrame]) -> None:
    before = {label: frame.copy() for label, frame in frames.items()}
    plan = plan_of(frames)
    done = plan.apply()
    for label, frame in frames.items():
        pandas.testing.assert_frame_equal(frame, before[label])
        new = done[label]
        assert isinstance(new, pandas.DataFrame)
        assert new["n"].to_list() == frame["n"].to_list()
        pairs = set(zip(frame.index, new.index, strict=True))
        assert len(pairs) == len({old for old, _ in pairs}) == len({final for _, final in pairs})


@settings(max_examples=40)
@given(DATASETS)
def test_applying_twice_changes_nothing(frames: dict[str, pandas.DataFrame]) -> None:
    plan = plan_of(frames)
    once = plan.apply()
    twice = plan.apply(once)
    for label in frames:
        pandas.testing.assert_frame_equal(once[label], twice[label])


@settings(max_examples=40)
@given(DATASETS)
def test_harmonized_datasets_need_no_further_change(frames: dict[str, pandas.DataFrame]) -> None:
    again = plan_of(dict(plan_of(frames).apply()))
    assert [row for row in again.rows if row.action is Action.RENAME] == []


@settings(max_examples=25)
@given(DATASETS, st.randoms())
def test_the_order_of_datasets_and_rows_does_not_matter(frames: dict[str, pandas.DataFrame], random: object) -> None:
    labels = list(frames)
    random.shuffle(labels)  # type: ignore[attr-defined]
    shuffled = {label: frames[label].sample(frac=1, random_state=1) for label in labels}
    plan, other = plan_of(frames), plan_of(shuffled)
    wanted = {row.key: (row.action, row.becomes, row.conflict, row.rows) for row in plan.rows}
    assert {row.key: (row.action, row.becomes, row.conflict, row.rows) for row in other.rows} == wanted


@settings(max_examples=40)
@given(DATASETS)
def test_a_plan_is_read_as_it_was_written(frames: dict[str, pandas.DataFrame]) -> None:
    plan = plan_of(frames)
    read = HarmonizePlan.of_bytes(plan.text().encode(), "plan.tsv")
    assert read == HarmonizePlan(
        tuple(row._replace(score=float(f"{row.score:.3f}")) for row in plan.rows), plan.places, plan.to,
        plan.reference, plan.notes,
    )  # fmt: skip
    assert read.apply(frames).report == plan.apply().report


def table_changes(rows: dict[str, PlanRow]) -> bool:
    return any(row.final != row.name for row in rows.values())


EDITS = st.sampled_from(("keep", "rename", "drop", "sum"))


@settings(max_examples=60)
@given(FRAMES, st.data())
def test_an_edited_plan_does_what_it_says(frame: pandas.DataFrame, data: st.DataObject) -> None:
    """The new rows are those of a model that goes through the old ones one by one."""
    plan = plan_of({"a": frame})
    table = plan.table()
    table["action"] = [data.draw(EDITS) for _ in range(len(table))]
    table["becomes"] = [data.draw(st.sampled_from(("TP53", "GRIN1", "NEW"))) for _ in range(len(table))]
    edited = plan.with_table(table)
    rows = {row.name: row for row in edited.rows}
    summed = {row.becomes for row in rows.values() if row.action is Action.SUM}
    wanted: dict[str, list[int]] = {}
    for name, number in zip(frame.index, frame["n"], strict=True):
        if rows[name].action is not Action.DROP:
            wanted.setdefault(rows[name].final, []).append(number)
    wanted = {name: [sum(numbers)] if name in summed else numbers for name, numbers in wanted.items()}
    if wanted and counts_after(rows.values()) == {name: rows[name].rows for name in rows} and table_changes(rows):
        with pytest.raises(ValueError, match="exchanges names"):
            edited.apply()
        return
    done = edited.apply()["a"]
    assert isinstance(done, pandas.DataFrame)
    assert done.groupby(level=0, sort=False)["n"].agg(list).to_dict() == wanted


# -- what a plan says -------------------------------------------------------------------------------------------------


def test_names_become_symbols_and_conflicts_stay() -> None:
    plan = plan_of({"a": frame_of(["TP53", "p53", "NMDAR1", "xyzzy", "KARs"]), "b": frame_of(["GRIN1", "TRP53"])})
    assert actions_of(plan) == {
        "TP53": ("keep", "TP53"), "p53": ("conflict", "TP53"), "NMDAR1": ("rename", "GRIN1"), "xyzzy": ("unknown", ""),
        "KARs": ("unknown", ""),
    }  # fmt: skip
    assert actions_of(plan, "b") == {"GRIN1": ("keep", "GRIN1"), "TRP53": ("rename", "TP53")}
    reasons = {row.name: row.reason for row in plan.rows}
    assert reasons["NMDAR1"] == "previous symbol of its gene; b has GRIN1"
    assert reasons["p53"] == "a has TP53 too; synonym of its gene"
    (conflict,) = plan.conflicts
    assert (conflict.kind, conflict.becomes) == (ConflictKind.SAME_GENE, "TP53")
    assert (plan.summary.shared_before, plan.summary.shared_after) == (0, 2)


def test_suffixes_that_make_names_unique_are_names_of_the_same_gene() -> None:
    plan = plan_of({"a": frame_of(["TP53", "TP53-1", "TP53.1", "EGFR-1"])})
    assert actions_of(plan) == {
        "TP53": ("keep", "TP53"), "TP53-1": ("conflict", "TP53"), "TP53.1": ("conflict", "TP53"),
        "EGFR-1": ("rename", "EGFR"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("to", "expected"), [("symbol", "TP53"), ("gene_id", "7157"), ("ensembl_id", "ENSG00000141510")]
)
def test_symbols_and_versioned_ids_become_what_is_asked_for(to: str, expected: str) -> None:
    for name in ("p53", "ENSG00000141510.18", "7157", "ENSG00000141510"):
        plan = plan_of({"a": frame_of([name, "EGFR"])}, to=to)
        (row,) = [row for row in plan.rows if row.name == name]
        assert row.final == expected


@pytest.mark.parametrize("species", ["human", "mouse", "auto"])
def test_answers_are_those_of_a_list(species: str) -> None:
    names = [name for name in NAMES if name.strip() == name]
    plan = plan_of({"a": frame_of(names), "b": frame_of(names[::2])}, species=species)
    frame = resolve_frame(names, species=species).set_index("input")
    for row in plan.rows:
        gene_id = frame.loc[row.name, "gene_id"]
        assert row.gene_id == (None if gene_id is pandas.NA else gene_id)


def test_what_is_in_doubt_stays_unless_it_is_asked_for() -> None:
    frame = frame_of(["2-Sep", "TP53"])
    (row, _) = plan_of({"a": frame}).rows
    assert (row.action, row.becomes) == (Action.KEEP, "SEPTIN2")
    assert "repaired spelling" in row.doubt
    assert row.reason.endswith("in doubt, so it stays")
    assert plan_of({"a": frame}, rename_doubtful=True).rows[0].action is Action.RENAME


def test_an_id_of_another_species_is_not_changed_unseen() -> None:
    plan = plan_of({"a": frame_of(["Trp53", "ENSG00000146648"])}, species="mouse")
    assert plan.rows[1].action is Action.KEEP
    assert plan.rows[1].doubt == "known in another species alone"


def test_one_name_of_two_species_is_a_conflict_and_points_to_lift() -> None:
    frames = {"a": frame_of(["p53", "EGFR", "GRIN1"]), "b": frame_of(["p53", "Egfr"])}
    plan = plan_of(frames, species={"a": "human", "b": "mouse"})
    (conflict,) = plan.conflicts
    assert (conflict.kind, [row.dataset for row in conflict.rows]) == (ConflictKind.TWO_GENES, ["a", "b"])
    assert conflict.rows[0].reason.startswith("in b it means mouse Trp53; ")
    assert any("different species (a: human; b: mouse)" in note and "genenorm lift" in note for note in plan.notes)


def test_a_conflict_is_one_line() -> None:
    frames = {"a": frame_of(["NMDAR1", "GRIN1-1", "p53"]), "b": frame_of(["p53"])}
    plan = plan_of(frames, species={"a": "human", "b": "mouse"})
    assert [str(conflict) for conflict in plan.conflicts] == [
        "two names of one gene: NMDAR1, GRIN1-1 → GRIN1 in a",
        "one name of two genes: p53 → TP53 in a, Trp53 in b: in b it means mouse Trp53; synonym of its gene",
    ]


def test_a_name_of_an_unclear_species_holds_the_same_name_elsewhere() -> None:
    frames = {"a": frame_of(["PD-1", "EGFR"]), "b": frame_of(["PD-1", "xyzzy"])}
    plan = plan_of(frames, species={"a": "mouse", "b": []}, rename_doubtful=True)
    (row,) = [row for row in plan.rows if row.action is Action.CONFLICT]
    assert (row.dataset, row.becomes, row.conflict) == ("a", "Pdcd1", ConflictKind.TWO_GENES)


def test_names_are_trusted_where_another_dataset_tells_the_species() -> None:
    frames = {"a": frame_of(["NMDAR1"]), "b": frame_of(["NMDAR1"])}
    plan = plan_of(frames, species={"a": "human", "b": []})
    assert {row.final for row in plan.rows} == {"GRIN1"}


def test_species_are_found_by_dataset() -> None:
    mouse = frame_of(["Grin1", "Trp53", "Trp53inp1", "Prl2c2", "Psg16", "psd95"])
    plan = plan_of({"a": mouse, "b": frame_of(["no such gene"])}, species="auto")
    assert [place.species for place in plan.places] == ["mouse", ""]
    assert actions_of(plan)["psd95"] == ("rename", "Dlg4")
    assert any(note.startswith("b: the species is open") for note in plan.notes)


def test_names_that_spreadsheets_damage_are_told() -> None:
    plan = plan_of({"a": frame_of(["DEC1", "MARCH1", "TP53"])})
    (note,) = [note for note in plan.notes if note.startswith("spreadsheets")]
    assert "2 names (DEC1, MARCH1)" in note


@pytest.mark.parametrize("names", [[], ["xyzzy"], ["xyzzy", "xyzzy"], ["", " "]])
def test_datasets_without_known_names_stay_as_they_are(names: list[str]) -> None:
    frame = frame_of(names)
    plan = plan_of({"a": frame, "b": frame_of(["TP53"])})
    pandas.testing.assert_frame_equal(plan.apply()["a"], frame)


def test_a_name_that_is_there_twice_is_one_row_and_stays_twice() -> None:
    plan = plan_of({"a": frame_of(["p53", "p53", "EGFR"])})
    assert [(row.name, row.rows) for row in plan.rows] == [("p53", 2), ("EGFR", 1)]
    done = plan.apply()["a"]
    assert isinstance(done, pandas.DataFrame)
    assert done.index.to_list() == ["TP53", "TP53", "EGFR"]


@pytest.mark.usefixtures("without_coverage")
@pytest.mark.parametrize("species", ["human", "mouse", "fly", "zebrafish"])
def test_datasets_of_a_thousand_genes_share_them_afterwards(species: str) -> None:
    """The same genes as symbols, as ids with versions, in other case, and mixed: few are left apart, none is wrong."""
    genes = [gene for gene in RESOLVER.reference.genes(species) if gene.symbol and gene.ensembl_id and gene.gene_id]
    unique = Counter(gene.symbol for gene in genes)
    drawn = random.Random(5).sample([gene for gene in genes if unique[gene.symbol] == 1], 1000)
    version = ".7" if species in ("human", "mouse") else ""
    symbols, ids = [gene.symbol for gene in drawn], [f"{gene.ensembl_id}{version}" for gene in drawn]
    mixed = [(symbols if place % 2 else ids)[place] for place in range(len(drawn))]
    frames = {"symbols": frame_of(symbols), "ids": frame_of(ids), "mixed": frame_of(mixed)}
    plan = plan_of(frames, species=species)
    assert plan.summary.shared_before == 0
    assert plan.summary.shared_after >= 980
    done = plan.apply()
    for label, frame in frames.items():
        names = zip(frame.index, done[label].index, symbols, strict=True)
        assert [(old, new, symbol) for old, new, symbol in names if new not in (old, symbol)] == []


# -- what is refused --------------------------------------------------------------------------------------------------


def test_data_that_changed_are_refused_and_named() -> None:
    frame = frame_of(["p53", "EGFR"])
    plan = plan_of({"a": frame})
    with pytest.raises(ValueError, match=r"a: the names in rows are others .*1 name more than planned \(BRCA1\)"):
        plan.apply({"a": frame_of(["p53", "BRCA1"])})


def test_an_exchange_of_names_is_refused() -> None:
    plan = plan_of({"a": frame_of(["EGFR", "GRIN1"])})
    table = plan.table().assign(action="rename", becomes=["GRIN1", "EGFR"])
    with pytest.raises(ValueError, match="the plan exchanges names"):
        plan.with_table(table).apply()


@pytest.mark.parametrize(
    ("given", "message"),
    [({}, "'a' of the plan is not given"), ({"a": frame_of(["EGFR"]), "z": frame_of([])}, "no dataset 'z'")],
)
def test_datasets_that_are_not_those_of_the_plan_are_named(given: dict[str, object], message: str) -> None:
    plan = plan_of({"a": frame_of(["EGFR"])})
    with pytest.raises(ValueError, match=message):
        plan.apply(given)


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ({"to": "name"}, ValueError, "to is 'name'; it may be: symbol, gene_id, ensembl_id"),
        ({"species": {"x": "human"}}, ValueError, "species names the dataset 'x'; there are: a"),
        ({"species": "unicorn"}, UnknownTaxonError, "unicorn"),
        ({"columns": "symbol"}, ValueError, "a: .*'symbol'"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, object], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        plan_datasets({"a": frame_of(["EGFR"])}, RESOLVER, **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("datasets", ["a.tsv", 3, [frame_of(["EGFR"])], {"a": ["TP53"]}])
def test_what_is_no_dataset_is_refused(datasets: object) -> None:
    with pytest.raises(TypeError):
        plan_datasets(datasets, RESOLVER)  # type: ignore[arg-type]


def test_frames_of_other_kinds_are_told_the_way_out() -> None:
    polars = pytest.importorskip("polars")
    with pytest.raises(TypeError, match=r"'a' must be a pandas DataFrame.*not polars.DataFrame; .*to_pandas\(\)"):
        plan_datasets({"a": polars.DataFrame({"gene": ["TP53"]})}, RESOLVER)


def test_a_plan_is_short_in_programs_and_goes_to_other_processes() -> None:
    plan = plan_of({"a": frame_of(["TP53", "p53"])})
    assert repr(plan) == "<HarmonizePlan of 1 dataset, 2 names: 1 keep, 1 conflict>"
    copy = pickle.loads(pickle.dumps(plan))
    assert copy == plan
    assert copy.apply().report == plan.apply().report
    assert str(plan_datasets({}, RESOLVER)) == "plan: names become the official symbol"


def test_files_are_called_by_their_names() -> None:
    assert list(labelled([Path("x/a.tsv"), "y/b.csv.gz"])) == ["a", "b"]
    assert list(labelled(["x/a.tsv", "y/a.tsv", "a.csv"])) == ["x/a.tsv", "y/a.tsv", "a.csv"]


def test_files_need_a_folder_and_are_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("gene,n\np53,1\n", encoding="utf-8")
    plan = plan_datasets([path], RESOLVER, species="human")
    with pytest.raises(ValueError, match="out_dir"):
        plan.apply()
    with pytest.raises(ValueError, match="would be replaced"):
        plan.apply(out_dir=tmp_path)
    done = plan.apply(out_dir=tmp_path / "new" / "folder")
    assert dict(done) == {"a": tmp_path / "new" / "folder" / "a.csv"}
    assert (tmp_path / "new" / "folder" / "a.csv").read_text(encoding="utf-8") == "gene,n\nTP53,1\n"
    assert path.read_text(encoding="utf-8") == "gene,n\np53,1\n"


def test_no_file_is_written_when_one_does_not_fit(tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        path.write_text("gene,n\np53,1\n", encoding="utf-8")
    plan = plan_datasets(paths, RESOLVER, species="human")
    paths[1].write_text("gene,n\nEGFR,1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="b: the names in column gene are others"):
        plan.apply(out_dir=tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.csv"):
        plan_datasets([tmp_path / "none.csv"], RESOLVER)


def test_one_dataset_without_a_name_is_told() -> None:
    with pytest.raises(TypeError, match="datasets must be a mapping of names to datasets"):
        labelled(pandas.DataFrame({"n": [1]}, index=["CTGF"]))  # type: ignore[arg-type]
