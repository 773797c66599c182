"""Tests of the list of the authorities' dumps and of finding the release of a dump."""

from __future__ import annotations

import gzip
import os
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import pytest

from genenorm.builder.sources.dump_list import Dump, ReleaseRule, dumps_for_species, load_dumps
from genenorm.builder.sources.pins import load_species
from genenorm.builder.sources.releases import newest_release, read_header, release_of
from genenorm.core.errors import SourceError

DUMPS = load_dumps()
DUMP = Dump("demo", "demo.tsv", (), "https://example.org/demo.tsv", ReleaseRule.COLUMN, "CC0-1.0", (9606,), (), "names")

ENTRY = """
[[dump]]
key = "demo"
file = "demo.tsv"
also = []
url = "https://example.org/demo.tsv"
release = "header"
licence = "CC0-1.0"
taxa = [9606]
columns = ["symbol"]
gives = "names"
"""


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.key)
def test_every_dump_is_complete(dump: Dump) -> None:
    known = {species.taxon.taxon_id for species in load_species()[1]}
    assert dump.url.startswith("https://")
    assert dump.licence
    assert "GPL" not in dump.licence
    assert dump.taxa
    assert set(dump.taxa) <= known
    assert dump.columns
    assert dump.gives
    assert ("{release}" in dump.file) <= ("{release}" in dump.url)
    name = dump.file.replace("{release}", "2026_01")
    assert name == dump.url.rpartition("/")[2].replace("{release}", "2026_01")


@pytest.mark.parametrize("dump", DUMPS, ids=lambda dump: dump.key)
def test_no_file_name_of_a_dump_matches_another_dump(dump: Dump) -> None:
    name = dump.file.replace("{release}", "2026_01")
    for other in DUMPS:
        assert other is dump or not any(fnmatch(name, pattern) for pattern in other.also), other.key


def test_each_species_has_its_authority_and_its_gene_info() -> None:
    for species in load_species()[1]:
        keys = {dump.key for dump in dumps_for_species(DUMPS, [species.taxon.taxon_id])}
        assert f"gene_info_{species.taxon.common}" in keys
        assert {"gene_history", "alliance", "hcop"} <= keys


def test_another_list_of_dumps_may_be_read(tmp_path: Path) -> None:
    path = tmp_path / "mirror.toml"
    path.write_text(ENTRY, encoding="utf-8")
    (dump,) = load_dumps(path)
    assert dump == replace(DUMP, release=ReleaseRule.HEADER, columns=("symbol",))


MISTAKES = {
    "no TOML": ("=", "cannot be read as a list of dumps"),
    "nothing in it": ("", "not a list of dumps: 'dump'"),
    "a missing field": (ENTRY.replace("url = ", "address = "), "demo: .*address"),
    "an unknown rule": (ENTRY.replace('"header"', '"guess"'), "demo: 'guess' is not a valid ReleaseRule"),
    "the same key twice": (ENTRY * 2, "key 'demo' is used twice"),
    "a release from nowhere": (
        ENTRY.replace("org/demo", "org/{release}"),
        "demo: .*`listing` and `pattern` are needed",
    ),
    "a path for a name": (ENTRY.replace('file = "', 'file = "../'), "'../demo.tsv' is not a plain file name"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_list_is_a_one_line_error_that_names_it(mistake: str, tmp_path: Path) -> None:
    text, message = MISTAKES[mistake]
    path = tmp_path / "mirror.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message) as caught:
        load_dumps(path)
    assert "mirror.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("page", "pattern", "release"),
    [
        ("<a href='FB2025_05/index.html'>, <a href='FB2026_01/index.html'>", r"FB([0-9]{4}_[0-9]{2})", "2026_01"),
        ('<a href="x.WS99.ids.gz"> <a href="x.WS298.ids.gz"> <a href="x.current.ids.gz">', r"x\.(WS\d+)\.", "WS298"),
        ("<a href='9.1.0/'> <a href='10.0.0/'>", r"(\d+\.\d+\.\d+)/", "10.0.0"),
        ("<title>Moved</title>", r"(WS\d+)", None),
    ],
)
def test_the_newest_release_of_a_listing_is_found(page: str, pattern: str, release: str | None) -> None:
    assert newest_release(page, pattern) == release


@pytest.mark.parametrize(
    ("rule", "name", "text", "release"),
    [
        (ReleaseRule.FILE_NAME, "fb_synonym_fb_2026_01.tsv", "x\n", "2026_01"),
        (ReleaseRule.FILE_NAME, "flybase_2025_04.synonyms.tsv", "x\n", "2025_04"),
        (ReleaseRule.FILE_NAME, "c_elegans.PRJNA13758.WS298.geneIDs.txt", "x\n", "WS298"),
        (ReleaseRule.HEADER, "f", "# a list\n# GENERATED-ON: 2026/11/20\nx\n2020-01-01\n", "2026-11-20"),
        (ReleaseRule.HEADER, "f", "# Date: 2026-10-02 17:11\n# Alliance Database Version: 9.0.0\nx\n", "9.0.0"),
        (ReleaseRule.HEADER, "f", "x\t2026-11-20\n", "2026-01-31"),
        (ReleaseRule.COLUMN, "f", "#symbol\tdate\nA\t20260102\nB\t20251230\nC\t-\nD\n", "2026-01-02"),
        (ReleaseRule.COLUMN, "f", "symbol\tmore\tdate\r\nA\t\t2026-01-02\r\nB\t\t\r\n", "2026-01-02"),
        (ReleaseRule.COLUMN, "f", "symbol\tdate\n", "2026-01-31"),
        (ReleaseRule.LAST_MODIFIED, "f", "# 2020-01-01\n", "2026-01-31"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_the_release_of_a_file_is_found_by_the_rule_or_is_its_date(
    rule: ReleaseRule, name: str, text: str, release: str, packed: bool, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    os.utime(file, (1769860800, 1769860800))  # 2026-01-31
    columns = ("symbol", "date") if rule is ReleaseRule.COLUMN else ()
    assert release_of(replace(DUMP, release=rule, columns=columns), file) == release


def test_a_missing_column_of_a_dump_is_named_with_the_existing_ones() -> None:
    lines = iter([b"# a comment\n", b"#tax_id\tGeneID\tlocus\n", b"9606\t1\tA\n"])
    with pytest.raises(SourceError, match=r"^demo: no column Symbol; its first line has: tax_id, GeneID, locus$"):
        read_header(lines, replace(DUMP, columns=("tax_id", "GeneID", "Symbol")))
