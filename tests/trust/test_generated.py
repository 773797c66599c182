"""Generated names, lists, records and files: no exception escapes, nothing is lost, and the laws of answers hold."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from random import Random

import numpy  # noqa: F401 - with it, long lists are answered on arrays
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genenorm.cli import main
from genenorm.core.context import Context
from genenorm.core.paths import SHIPPED_INDEX
from genenorm.index.reference import Reference
from genenorm.records.formats import INPUT_FORMATS, input_format_of
from genenorm.records.source import ReadOptions
from genenorm.resolver.resolver import Resolver
from genenorm.text.alleles import alleles
from tests.support.strategies import CONTEXTS, DAMAGED_FILES, RECORDS, names_of
from tools.trust.checks import TooSlowError, time_limit, wrong_with_file, wrong_with_names
from tools.trust.damage import DAMAGES, damaged
from tools.trust.names import known_names, made_lists
from tools.trust.samples import options_for, sample_files

pytestmark = pytest.mark.usefixtures("without_coverage")

FILES = 1_500
NAMES = 3_000
SEED = 20
NAMES_IN_LISTS = names_of(Reference.open(SHIPPED_INDEX))

few = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@few
@given(st.lists(NAMES_IN_LISTS, max_size=25), CONTEXTS, st.integers(0, 99))
def test_answers_of_lists_keep_their_place_and_equal_single_ones(
    resolver: Resolver, names: list[str], context: Context, seed: int
) -> None:
    assert wrong_with_names(names, resolver, context, Random(seed)) == ""


@few
@given(st.lists(NAMES_IN_LISTS, min_size=64, max_size=90), CONTEXTS, st.integers(0, 99))
def test_answers_on_arrays_keep_their_place_and_equal_single_ones(
    resolver: Resolver, names: list[str], context: Context, seed: int
) -> None:
    assert wrong_with_names(names, resolver, context, Random(seed)) == ""


def test_a_stream_of_names_has_an_answer_for_each(reference: Reference) -> None:
    resolver, asked = Resolver(reference), 0
    for names, context in made_lists(known_names(reference), SEED):
        assert wrong_with_names(names, resolver, context, Random(asked)) == ""
        asked += len(names)
        if asked > NAMES:
            break


@few
@given(RECORDS, st.sampled_from(["a.json", "a.jsonl", "a.yaml"]))
def test_any_record_takes_answers_twice_and_gives_its_bytes_back(
    resolver: Resolver, record: dict[str, object], name: str
) -> None:
    data = json.dumps(record, ensure_ascii=False).encode()
    assert wrong_with_file(data, name, resolver, ReadOptions(field="keywords")) == ""


@pytest.mark.parametrize(
    "name", ["gene-|cg-177211;9", "gene-|7157", "hsa:|TP53", "gene-(|)", "rna-", "|", "gene-;gene-"]
)
def test_a_prefix_without_a_name_is_no_fault(reference: Reference, name: str) -> None:
    resolver = Resolver(reference)
    resolver.resolve(name)
    assert resolver.faults == {}


# -- files ------------------------------------------------------------------------------------------------------------


def test_there_is_a_sample_of_every_format_and_all_are_sound(reference: Reference) -> None:
    files, resolver = sample_files(), Resolver(reference)
    assert {input_format_of(name).name for name in files} == set(INPUT_FORMATS)
    for name, data in files.items():
        assert wrong_with_file(data, name, resolver, options_for(name)) == ""


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_the_same_for_the_same_seed_and_changes_something(kind: str) -> None:
    data = sample_files()["a.csv"]
    made = [DAMAGES[kind](data, Random(seed)) for seed in range(20)]
    assert made == [DAMAGES[kind](data, Random(seed)) for seed in range(20)]
    assert any(other != data for other in made)


@pytest.mark.parametrize("name", sample_files())
def test_damaged_files_lose_nothing_or_are_refused_in_one_line(reference: Reference, name: str) -> None:
    files, resolver, chance = sample_files(), Resolver(reference), Random(f"{SEED} {name}")
    others = tuple(files.values())
    for number in range(FILES // len(files)):
        data = damaged(files[name], chance, others)
        wrong = wrong_with_file(data, name, resolver, options_for(name))
        assert wrong == "", f"file {number}: {wrong}"


@few
@given(DAMAGED_FILES)
def test_any_damaged_file_loses_nothing_or_is_refused_in_one_line(resolver: Resolver, file: tuple[str, bytes]) -> None:
    name, data = file
    assert wrong_with_file(data, name, resolver, options_for(name)) == ""


def test_a_folder_of_damaged_files_is_annotated_with_one_line_for_each_that_fails(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    files, chance = sample_files(), Random(SEED)
    for name, data in files.items():
        for number in range(8):
            (folder / f"{number}-{name}").write_bytes(damaged(data, chance) if number else data)
    code = main(["annotate", str(folder), "--out", str(out), "--field", "schema-jsonld.keywords"])
    lines = capsys.readouterr().err.splitlines()
    assert code == 1
    assert "Traceback" not in "\n".join(lines)
    assert not [line for line in lines if "a fault of genenorm" in line]
    failed = [line for line in lines if line.startswith(f"genenorm: {folder}")]
    assert len(failed) == len({line.split(": ")[1].split(",")[0] for line in failed})
    assert len(list(out.iterdir())) >= len(files) // 2
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


# -- the checks find what they look for ------------------------------------------------------------------------------


class _Broken(Resolver):
    """A resolver that loses the last row of a table."""

    def table(self, names: Sequence[str], *given: object, **options: object):  # type: ignore[no-untyped-def,override]
        table = super().table(names, *given, **options)  # type: ignore[arg-type]
        return type(table)(table.columns, table.rows[:-1])


def _work_for_ever() -> None:
    while True:
        pass


def test_the_checks_find_lost_rows_and_endless_work(reference: Reference) -> None:
    names = list(islice(known_names(reference), 5))
    assert "rows are missing" in wrong_with_names(names, _Broken(reference), Context(), Random(1))
    with pytest.raises(TooSlowError), time_limit(0.1):
        _work_for_ever()


@pytest.mark.parametrize(
    "name", ["exon-" + "115871ur-\n" * 50, "exon" + "1" * 500, "-" * 511, "a-" * 255, "ex1" + "del1" * 120, "a " * 250]
)
def test_a_long_name_that_repeats_itself_is_answered_at_once(reference: Reference, name: str) -> None:
    with time_limit(5):
        list(alleles(name))
        assert Resolver(reference).resolve(name).gene_id is None
