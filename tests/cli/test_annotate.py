"""``genenorm annotate``: where the answers go, and what stays untouched."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from genenorm.annotation.stripping import strip_file
from genenorm.cli import main
from genenorm.records.compressed import expand
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from tests.support.commands import run_in_terminal

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return Path(shutil.copy(FIXTURE, tmp_path / "figure.md"))


def test_the_annotated_record_is_printed_and_the_file_stays(
    record: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["annotate", str(record)]) == 0
    shown = capsysbinary.readouterr().out
    assert record.read_bytes() == FIXTURE.read_bytes()
    assert b"genes:" in shown
    added = [line for line in shown.splitlines() if line not in record.read_bytes().splitlines()]
    assert [line for line in shown.splitlines() if line not in added] != []


def test_in_place_twice_gives_the_same_bytes_and_out_the_same_record(record: Path, tmp_path: Path) -> None:
    assert main(["annotate", str(record), "--out", str(tmp_path / "out")]) == 0
    assert main(["annotate", str(record), "--in-place"]) == 0
    once = record.read_bytes()
    assert once != FIXTURE.read_bytes()
    assert (tmp_path / "out" / "figure.md").read_bytes() == once
    assert main(["annotate", str(record), "--in-place"]) == 0
    assert record.read_bytes() == once


def test_the_table_is_written_next_to_the_record_and_the_record_stays(record: Path) -> None:
    assert main(["annotate", str(record), "--table"]) == 0
    lines = record.with_suffix(".genes.tsv").read_text(encoding="utf-8").splitlines()
    assert tuple(lines[0].split("\t")[: len(ANSWER_COLUMNS)]) == ANSWER_COLUMNS
    assert len(lines) == 46
    assert record.read_bytes() == FIXTURE.read_bytes()


def test_a_cell_of_several_genes_has_one_row_or_with_split_one_for_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "cells.csv"
    table.write_text("gene\nKRAS; MSH2\nGRIN1\n", encoding="utf-8")
    assert main(["annotate", str(table), "--to", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["status"], row["symbol"]) for row in rows] == [("family", None), ("resolved", "GRIN1")]
    assert rows[0]["alternatives"] == ["9606:3845", "9606:4436"]
    assert main(["annotate", str(table), "--to", "jsonl", "--split"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["input"], row["symbol"], row["species"]) for row in rows] == [
        ("KRAS; MSH2", "KRAS", "human"),
        ("KRAS; MSH2", "MSH2", "human"),
        ("GRIN1", "GRIN1", "human"),
    ]
    assert main(["annotate", str(table), "--split"]) == 2
    assert "--split: --to record has no rows to split" in capsys.readouterr().err


def test_files_of_one_name_are_printed_though_they_could_not_be_written_into_one_folder(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = record.parent / "other" / record.name
    other.parent.mkdir()
    shutil.copy(record, other)
    table = record.with_name("figure.csv")
    table.write_text("gene\nGRIN1\n", encoding="utf-8")
    assert main(["annotate", str(record), str(other), str(table), "--stdout", "--to", "tsv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 45 + 45 + 1
    assert main(["annotate", str(record), str(table), "--table"]) == 2
    assert "select one format with --from" in capsys.readouterr().err


def test_a_dash_as_output_is_standard_output(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(record), "--to", "tsv"]) == 0
    printed = capsys.readouterr().out
    assert main(["annotate", str(record), "--to", "tsv", "--out", "-"]) == 0
    assert capsys.readouterr().out == printed
    assert main(["report", str(record), "--out", "-"]) == 0
    assert capsys.readouterr().out.startswith("<!")


def test_files_of_a_folder_without_a_known_suffix_are_counted(
    record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.dat", "b"):
        (record.parent / name).write_text("GRIN1\n", encoding="utf-8")
    assert main(["annotate", str(record.parent), "--out", str(tmp_path / "out")]) == 0
    first, second = capsys.readouterr().err.splitlines()
    assert first == "genenorm: 2 files skipped, with a suffix of no known format"
    assert second.startswith("genenorm: 1 file, 45 names: ")


def test_a_terminal_shows_the_progress_of_several_files(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("GRIN1\n", encoding="utf-8")
    shown = run_in_terminal("genenorm annotate a.txt b.txt --table", tmp_path, columns=80)
    assert "2/2 files, " in shown
    assert "files" not in run_in_terminal("genenorm annotate a.txt --table", tmp_path)


def test_one_bad_file_does_not_stop_the_others(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = record.with_name("missing.md")
    assert main(["annotate", str(missing), str(record), "--table"]) == 1
    summary, failure = capsys.readouterr().err.splitlines()
    assert summary.endswith("; 1 file failed")
    assert failure == f"genenorm: {missing}: no such file or directory"
    assert record.with_suffix(".genes.tsv").exists()


def test_a_folder_that_cannot_be_written_is_one_line(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocked = record.with_name("blocked")
    blocked.write_text("a file, not a folder", encoding="utf-8")
    assert main(["annotate", str(record), "--out", str(blocked)]) == 1
    shown = capsys.readouterr().err
    assert (shown.count("\n"), str(blocked) in shown) == (1, True)


def test_names_found_in_the_caption_are_marked_rows_after_the_keywords(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(record), "--to", "jsonl", "--find"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    marks = [row["found"] for row in rows]
    assert len(marks) > 45
    assert not any(marks[:45])
    assert all(mark.startswith(("title ", "caption ")) for mark in marks[45:])
    assert "Flk-1" in {row["input"] for row in rows[45:]}


def test_names_found_in_the_caption_are_mentions_of_the_text(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", str(record), "--to", "pubtator"]) == 0
    plain = capsys.readouterr().out.splitlines()
    assert main(["annotate", str(record), "--to", "pubtator", "--find"]) == 0
    found = capsys.readouterr().out.splitlines()
    assert set(plain) < set(found)
    ends = [(int(cells[1]), int(cells[2])) for line in found if len(cells := line.split("\t")) == 6]
    assert all(end <= start for (_, end), (start, _) in pairwise(ends))
    assert any(line.split("\t")[3:4] == ["Flk-1"] for line in found)


@pytest.mark.parametrize("to", [[], ["--in-place"], ["--to", "gmt"], ["--to", "sssom"], ["--to", "record"]])
def test_names_found_in_the_caption_have_no_place_among_a_records_own(
    record: Path, to: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(record), "--find", *to]) == 2
    assert "has no place for the names that --find finds" in capsys.readouterr().err
    assert record.read_bytes() == FIXTURE.read_bytes()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "a.pubtator"
    path.write_text("7|t|TrkB\n7|a|and PSD95 in rats\n7\t0\t4\tTrkB\tGene\t1\n\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("to", [[], ["--to", "record"], ["--to", "pubtator"]])
def test_names_found_in_a_document_are_mentions_of_it(
    document: Path, to: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(document), "--find", *to]) == 0
    assert capsys.readouterr().out == document.read_text(encoding="utf-8").replace(
        "Gene\t1\n", "Gene\t1\n7\t9\t14\tPSD95\tGene\t29495\n"
    )


def test_names_are_found_in_documents_in_place_once(document: Path) -> None:
    assert main(["annotate", str(document), "--find", "--in-place"]) == 0
    once = document.read_bytes()
    assert b"29495" in once
    assert main(["annotate", str(document.parent), "--find", "--in-place"]) == 0
    assert document.read_bytes() == once


def test_a_figure_in_a_folder_has_no_place_for_names_found_in_it(
    document: Path, record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(document.parent), "--find", "--in-place"]) == 1
    shown = capsys.readouterr().err
    assert f"{record}: its format has no place for names found in a text; use --to with one of: tsv" in shown
    assert record.read_bytes() == FIXTURE.read_bytes()


def test_names_found_in_a_document_are_rows_with_its_offsets(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(document), "--find", "--to", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["input"], row["found"]) for row in rows] == [("TrkB", ""), ("PSD95", "text 9-14")]


def test_a_figure_without_keywords_can_be_searched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "f1.md"
    page.write_text("---\nfigid: f1\ncaption: TrkB in mice\n---\n", encoding="utf-8")
    assert main(["annotate", str(page), "--suggest", "--find", "--to", "tsv"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].split("\t")[0] == "TrkB"
    assert 'caption: "TrkB"' in shown.err
    assert main(["annotate", str(page), "--to", "tsv"]) == 1


@pytest.mark.parametrize("pack", ["gz", "zst"])
def test_packed_tables_of_several_files_are_one_compressed_table(
    record: Path, pack: str, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    if pack == "zst":
        pytest.importorskip("zstandard", reason="zstandard, of the zst extra, is not installed")
    second = Path(shutil.copy(FIXTURE, record.with_name("second.md")))
    command = ["annotate", str(record), str(second), "--stdout", "--to", "tsv"]
    assert main(command) == 0
    plain = capsysbinary.readouterr().out
    assert main([*command, "--pack", pack]) == 0
    assert expand(capsysbinary.readouterr().out, f"x.{pack}") == plain


@pytest.mark.parametrize(("name", "target"), [("figure.md", "out.tsv.gz"), ("figure.md", "out.md.gz")])
def test_a_target_is_compressed_as_its_name_says(record: Path, name: str, target: str) -> None:
    out = record.with_name(target)
    assert main(["annotate", str(record.with_name(name)), "--out", str(out)]) == 0
    plain = record.with_name(target.removesuffix(".gz"))
    assert main(["annotate", str(record), "--out", str(plain)]) == 0
    assert expand(out.read_bytes(), out.name) == plain.read_bytes() != record.read_bytes()


def test_words_read_in_the_figure_come_from_the_table_next_to_its_record(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "organism_id\tword\tncbigene_symbol\n9606\tKAR\tMDH1\n9606\tTrkB\tNTRK2\n9606\tother\tMDH1\n"
    record.with_name("figure-genes.tsv").write_text(table, encoding="utf-8")
    assert main(["annotate", str(record), "--with-tables", "--to", "jsonl"]) == 0
    rows = {row["input"]: row for row in map(json.loads, capsys.readouterr().out.splitlines())}
    assert (rows["MDH1"]["word"], rows["MDH1"]["word_kind"]) == ("KAR", "synonym")
    assert (rows["NTRK2"]["word"], rows["AKT1"]["word"]) == ("TrkB", "")
    assert main(["annotate", str(record), "--with-tables", "--in-place"]) == 0
    written = record.read_bytes()
    assert b", word: KAR}\n" in written
    assert main(["annotate", str(record), "--with-tables", "--in-place", "--full"]) == 0
    assert b"\n  word: KAR\n  word_kind: synonym\n" in record.read_bytes()
    assert main(["annotate", str(record), "--with-tables", "--in-place"]) == 0
    assert record.read_bytes() == written
    assert b"\nscope:\n" in written
    assert strip_file(written, "figure.md") == FIXTURE.read_bytes()


def test_a_record_without_a_table_next_to_it_gets_the_same_answers(
    record: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", str(record)]) == 0
    plain = capsys.readouterr().out
    assert main(["annotate", str(record), "--with-tables"]) == 0
    assert capsys.readouterr().out == plain


def test_genes_take_the_place_of_names_in_a_copy_of_a_set_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sets = tmp_path / "a.gmt"
    sets.write_text("s\td\tPSD-95\tXyzzyq\n", encoding="utf-8")
    assert main(["annotate", str(sets), "--genes", "gene_id"]) == 0
    assert capsys.readouterr().out == "s\td\t1742\tXyzzyq\n"
    assert main(["annotate", str(sets)]) == 1
    assert "--genes gene_id (or symbol)" in capsys.readouterr().err
    assert main(["annotate", str(sets), "--genes", "gene_id", "--in-place"]) == 2
    assert sets.read_text(encoding="utf-8") == "s\td\tPSD-95\tXyzzyq\n"


# -- what the user says of the records ----------------------------------------------------------------------------

MOUSE_LIST = ["Grin1", "Trp53", "Trp53inp1", "Brca1", "Prl2c2", "Psg16", "Tnf", "psd95", "Cdkn1a"]


def write(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def file_of(folder: Path, form: str, names: list[str]) -> str:
    """Return a file of a format that has these names."""
    if form == "h5ad":
        return anndata_of(folder, names)
    if form == "xlsx":
        openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, of the excel extra, is not installed")
        book = openpyxl.Workbook()
        for name in ("gene", *names):
            book.active.append([name])
        book.save(folder / "a.xlsx")
        return str(folder / "a.xlsx")
    mentions, starts = "", 0
    for name in names:
        mentions += f"7\t{starts}\t{starts + len(name)}\t{name}\tGene\t\n"
        starts += len(name) + 1
    texts = {
        "csv": "\n".join(["gene", *names]),
        "txt": "\n".join(names),
        "gmt": "\t".join(["s", "d", *names]),
        "md": "\n".join(
            ["---", "figid: f", "schema-jsonld:", "  keywords:", *(f"  - {name}" for name in names), "---"]
        ),
        "pubtator": f"7|t|{' '.join(names)}\n7|a|\n{mentions}\n",
        "xml": bioc_of(names),
    }
    return write(folder, f"a.{form}", texts[form] + "\n")


def bioc_of(names: list[str]) -> str:
    text, annotations = " ".join(names), ""
    for number, name in enumerate(names):
        place = f'<location offset="{text.index(name)}" length="{len(name)}"/>'
        kind = '<infon key="type">Gene</infon>'
        annotations += f'<annotation id="{number}">{kind}{place}<text>{name}</text></annotation>'
    passage = f"<passage><offset>0</offset><text>{text}</text>{annotations}</passage>"
    return f"<collection><document><id>7</id>{passage}</document></collection>"


def anndata_of(folder: Path, names: list[str]) -> str:
    h5py = pytest.importorskip("h5py", reason="h5py, of the anndata extra, is not installed")
    with h5py.File(folder / "a.h5ad", "w") as file:
        var = file.create_group("var")
        var.attrs["_index"] = "gene"
        var.attrs["column-order"] = []
        var.create_dataset("gene", data=names, dtype=h5py.string_dtype())
    return str(folder / "a.h5ad")


def annotated(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert main(["annotate", *arguments, "--to", "jsonl"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


FORMS = ["csv", "txt", "gmt", "md", "pubtator", "xml", "xlsx", "h5ad"]


@pytest.mark.parametrize("form", FORMS)
def test_species_organism_and_text_count_in_every_format(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = file_of(tmp_path, form, ["Grin1", "Dlg4"])
    assert {row["taxon_id"] for row in annotated(capsys, file)} == {10090}
    for said in (["--species", "rat"], ["--organism", "Rattus norvegicus"], ["--text", "Neurons of adult rats"]):
        assert [row["gene_id"] for row in annotated(capsys, file, *said)] == [24408, 29495]
    fly = annotated(capsys, file, "--species", "fly")[0]
    assert "7227:40665" in str(fly["alternatives"]) or fly["symbol"] == "Nmdar1"


def test_a_stated_organism_finds_genes_through_orthologs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = annotated(capsys, write(tmp_path, "a.csv", "gene\nTrkB\n"), "--organism", "rat")
    assert (row["symbol"], row["taxon_id"]) == ("Ntrk2", 10116)


def test_what_is_said_of_a_record_is_its_scope(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = write(tmp_path, "f.md", "---\nfigid: f\ncaption: In mice\nschema-jsonld:\n  keywords:\n  - Grin1\n---\n")
    (row,) = annotated(capsys, page)
    assert row["scope_reason"] == 'caption: "mice"'
    (row,) = annotated(capsys, page, "--organism", "rat")
    assert (row["taxon_id"], row["scope_reason"]) == (10116, "stated organism: rat")
    (row,) = annotated(capsys, page, "--species", "human")
    assert (row["taxon_id"], row["scope"], row["scope_reason"]) == (9606, "in scope", "the species asked for")
    (row,) = annotated(capsys, write(tmp_path, "a.csv", "gene\nGrin1\n"), "--text", "rats")
    assert row["scope_reason"] == 'text: "rats"'


def test_names_found_in_a_text_are_of_the_organism_and_at_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path, "a.pubtator", "7|t|TrkB\n7|a|and PSD95 in neurons\n7\t0\t4\tTrkB\tGene\t\n\n")
    for said in (["--organism", "rat"], ["--species", "rat"], ["--text", "Slices of rats with Flk-1"]):
        assert main(["annotate", file, "--find", *said]) == 0
        lines = capsys.readouterr().out.splitlines()[2:]
        assert lines == ["7\t0\t4\tTrkB\tGene\t25054", "7\t9\t14\tPSD95\tGene\t29495", ""]


def test_the_species_said_takes_the_place_of_those_in_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write(tmp_path, "f-genes.tsv", "organism_id\tword\tncbigene_symbol\n9606\tKAR\tMDH1\n")
    assert [row["taxon_id"] for row in annotated(capsys, table)] == [9606]
    assert [row["taxon_id"] for row in annotated(capsys, table, "--species", "mouse")] == [10090]
    assert [row["taxon_id"] for row in annotated(capsys, table, "--species", "auto")] == [9606]


def test_an_unknown_species_or_organism_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [write(tmp_path, f"{number}.txt", "Grin1\n") for number in range(2)]
    assert main(["annotate", *files, "--table", "--species", "mouze"]) == 2
    assert "--species: unknown species 'mouze'" in capsys.readouterr().err
    assert main(["annotate", *files, "--table", "--organism", "mouze"]) == 0
    assert capsys.readouterr().err.count("organism 'mouze' is not a species of this index") == 1


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_each_list_decides_its_species_and_says_so(
    jobs: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mouse = file_of(tmp_path, "txt", MOUSE_LIST)
    sets = write(tmp_path, "b.gmt", "\t".join(["m", "d", *MOUSE_LIST]) + "\nf\td\thh\tptc\tUbx\tAntp\n1\td\tTP53\n")
    more = [write(tmp_path, f"c{number}.pubtator", "7|t|TrkB\n7|a|\n\n") for number in range(16)]
    command = ["annotate", mouse, sets, *more, "--out", str(tmp_path / "out"), "--to", "tsv"]
    assert main([*command, "--species", "auto", "--jobs", jobs]) == 0
    together, _ = capsys.readouterr().err.splitlines()
    assert together == "genenorm: species of 4 records decided by their names: mouse in 2, fly in 1; left open in 1"
    assert main([*command, "--species", "auto", "--jobs", jobs, "--verbose"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert any(line.startswith(f"genenorm: {mouse}: species decided by the names: mouse, ") for line in lines)
    assert (
        f"genenorm: {sets}: species of 3 records decided by their names: mouse in 1, fly in 1; left open in 1" in lines
    )
    decided = (tmp_path / "out" / "a.genes.tsv").read_text(encoding="utf-8")
    assert main([*command, "--species", "mouse"]) == 0
    asked = (tmp_path / "out" / "a.genes.tsv").read_text(encoding="utf-8")
    assert decided == asked


def test_a_single_file_says_what_its_names_decide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_of(tmp_path, "csv", MOUSE_LIST)
    for out in ([], ["--out", str(tmp_path / "out.csv")]):
        assert main(["annotate", file, "--species", "auto", *out]) == 0
        assert capsys.readouterr().err.startswith(f"genenorm: {file}: species decided by the names: mouse, ")


# -- orthologs in place of the genes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "xlsx", "h5ad", "md", "txt", "pubtator"])
def test_tables_have_the_orthologs_in_place_of_the_genes(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = annotated(capsys, file_of(tmp_path, form, ["Grin1", "Dlg4", "Xyzzyq"]), "--as", "human")
    assert [row["gene_id"] for row in rows] == [2902, 1742, None]
    assert rows[0]["evidence"] == "ortholog of Grin1 (10090:14810)"


def test_records_have_the_orthologs_in_place_of_the_genes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["annotate", file_of(tmp_path, "csv", ["Grin1"]), "--as", "human"]) == 0
    assert ",human,2902,GRIN1," in capsys.readouterr().out.splitlines()[1]
    assert main(["annotate", file_of(tmp_path, "md", ["Grin1"]), "--as", "human"]) == 0
    assert "gene_id: 2902, " in capsys.readouterr().out


def test_gene_sets_have_the_orthologs_in_place_of_the_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sets = file_of(tmp_path, "gmt", ["Grin1", "psd95", "Xyzzyq", "akt-1"])
    assert main(["annotate", sets, "--as", "human", "--genes", "symbol"]) == 0
    assert capsys.readouterr().out.startswith("s\td\tGRIN1\tDLG4\tXyzzyq\t")
    assert main(["annotate", sets, "--as", "mouse", "--genes", "gene_id"]) == 0
    assert capsys.readouterr().out.startswith("s\td\t14810\t13385\tXyzzyq\t")


@pytest.mark.parametrize("to", ["sssom", "jsonld", "pubtator", "bioc-json"])
def test_formats_that_say_what_names_mean_refuse_orthologs(
    to: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["annotate", file_of(tmp_path, "csv", ["Grin1"]), "--as", "human", "--to", to]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"--as: {to} says which genes the names mean, not their orthologs" in shown.err


def test_documents_refuse_orthologs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = file_of(tmp_path, "pubtator", ["Grin1"])
    assert main(["annotate", file, "--as", "human"]) == 1
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert f"{file}: a document says which genes the names mean, not their orthologs" in shown.err
