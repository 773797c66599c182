"""``genenorm reference diff`` and ``reference audit`` for people and for scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from genenorm.cli import main
from tests.support.made_index import Made, make_index

OLD = [Made(7157, "TP53", 11998, 141510, ("p53",)), Made(23157, "SEPT6", 15848, 125354), Made(1, "QQA1")]
NEW = [*OLD[:1], Made(23157, "SEPTIN6", 15848, 125354, ("SEPT6", "KIAA0128"))]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """An old and a new index."""
    old = make_index(tmp_path / "old.safetensors", OLD, digest="0123456789ab" + "0" * 52)
    return str(old), str(make_index(tmp_path / "new.safetensors", NEW))


def shown(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["reference", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_diff_counts_by_species_and_then_lists(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = shown(capsys, "diff", *pair)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "2026-11-15 0123456789ab" in lines[0]
    assert lines[3].split() == ["change", "human", "all"]
    assert [line.split()[-1] for line in lines[4:7]] == ["1", "1", "1"]
    assert lines[8:] == [
        "gone", "  9606:1 QQA1", "",
        "renamed", "  9606:23157 SEPTIN6: SEPT6 → SEPTIN6", "",
        "new synonym", "  9606:23157 SEPTIN6: kiaa0128 (synonym)",
    ]  # fmt: skip


def test_diff_shows_the_best_known_genes_where_there_are_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    genes = [Made(number, f"QQA{number}", weight=number % 50) for number in range(1, 101)]
    old, new = make_index(tmp_path / "old.safetensors", genes), make_index(tmp_path / "new.safetensors", [])
    lines = shown(capsys, "diff", str(old), str(new))[1].splitlines()
    assert lines[-22:] == [
        "gone",
        *(f"  9606:{number} QQA{number}" for weight in range(49, 39, -1) for number in (weight, weight + 50)),
        "  and 80 more: --format tsv",
    ]


def test_diff_for_programs_has_every_row(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = shown(capsys, "diff", *pair, "--format", "tsv")
    assert (code, err) == (0, "genenorm: 1 gone, 1 renamed, 1 new synonym\n")
    table = [line.split("\t") for line in out.splitlines()]
    assert table[0] == ["change", "taxon_id", "gene", "symbol", "before", "after", "note"]
    assert ["renamed", "9606", "9606:23157", "SEPTIN6", "SEPT6", "SEPTIN6", ""] in table
    document = json.loads(shown(capsys, "diff", *pair, "-f", "json")[1])
    assert [row["change"] for row in document["changes"]] == [row[0] for row in table[1:]]
    assert document["counts"][0] == {"change": "gone", "taxon_id": 9606, "count": 1}
    assert document["old"]["content_hash"].startswith("0123456789ab")


def test_equal_indexes_have_no_difference(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "no difference" in shown(capsys, "diff", pair[0], pair[0])[1]
    code, out, err = shown(capsys, "diff", pair[0], pair[0], "--format", "tsv")
    assert (code, out.count("\n"), err) == (0, 1, "genenorm: no difference\n")
    assert json.loads(shown(capsys, "diff", pair[0], pair[0], "-f", "json")[1])["changes"] == []
    assert "no difference" in shown(capsys, "diff", *pair, "--species", "mouse")[1]


def test_diff_of_a_list_tells_old_answer_new_answer_and_why(
    pair: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "names.txt"
    names.write_text("TP53\nSEPT6\nQQA1\n", encoding="utf-8")
    code, out, err = shown(capsys, "diff", *pair, "--names", str(names))
    assert code == 0
    assert out.splitlines() == [  # another answer first, though SEPT6 is the earlier name
        "QQA1: resolved 9606:1 QQA1 → unknown",
        "  9606:1 QQA1 is not in the new index",
        "SEPT6: resolved 9606:23157 SEPT6 → resolved 9606:23157 SEPTIN6",
        "  symbol SEPT6 → SEPTIN6",
    ]
    assert err.startswith(
        "genenorm: 2 of 3 answers differ: 1 in gene or status, 1 in symbol, identifiers or group of the same gene; "
    )
    table = [
        line.split("\t") for line in shown(capsys, "diff", *pair, "--names", str(names), "-f", "tsv")[1].splitlines()
    ]
    assert table[1][:4] == ["SEPT6", "resolved", "9606:23157", "SEPT6"]
    document = json.loads(shown(capsys, "diff", *pair, "--names", str(names), "-f", "json")[1])
    assert document["counts"]["differ"] == 2
    assert [row["input"] for row in document["changes"]] == ["SEPT6", "QQA1"]


# -- audit ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def rivals(tmp_path: Path) -> tuple[str, str]:
    """Two indexes that differ on one of two genes."""
    a = make_index(tmp_path / "a.safetensors", [Made(7157, "TP53", 11998, 141510), Made(2902, "GRIN1", 4584)])
    b = make_index(tmp_path / "b.safetensors", [Made(7157, "TP53", 11998, 141510), Made(2903, "GRIN1", 4584)])
    return str(a), str(b)


def test_audit_counts_and_lists_the_disagreements(rivals: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = shown(capsys, "audit", *rivals)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("A  a 2026-11-15 abababababab")
    assert lines[4].split() == ["human", "authority_id", "→", "gene_id", "1", "1", "0", "0", "50.00", "%"]
    assert lines[-2:] == ["human, authority_id → gene_id", "  HGNC:4584: A 2902 GRIN1, B 2903 GRIN1"]


def test_audit_for_programs_has_every_disagreement(rivals: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = shown(capsys, "audit", *rivals, "-f", "tsv")
    assert (code, out.splitlines()[1:]) == (
        0,
        ["9606\tauthority_id\tgene_id\tHGNC:4584\tGRIN1\tGRIN1\t2902\t2903"],
    )
    assert err.splitlines()[0] == (
        "genenorm: human, authority_id → gene_id: 1 agree, 1 disagree (50.00 %), 0 only A, 0 only B"
    )
    document = json.loads(shown(capsys, "audit", *rivals, "-f", "json")[1])
    assert document["agreements"][0]["disagreements"][0]["in_b"] == ["2903"]


def test_audit_of_what_has_nothing_in_common_says_so(
    rivals: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mouse = make_index(tmp_path / "mouse.safetensors", [Made(22059, "Trp53", taxon_id=10090)], taxa=[10090])
    assert "nothing to compare" in shown(capsys, "audit", rivals[0], str(mouse))[1]
    assert shown(capsys, "audit", *rivals, "-s", "mouse")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("diff",), 2, "Missing argument 'OLD'"),
        (("diff", "nowhere.safetensors", "nowhere.safetensors"), 1, "nowhere.safetensors"),
        (("diff", "{old}", "{new}", "--species", "humman"), 2, "did you mean 'human'?"),
        (("diff", "{old}", "{new}", "--text", "mouse"), 2, "--names"),
        (("diff", "{old}", "{new}", "--names", "nowhere.txt"), 1, "nowhere.txt"),
        (("audit", "{old}"), 2, "Missing argument 'B'"),
        (("audit", "{old}", "nowhere.safetensors"), 1, "nowhere.safetensors"),
        (("audit", "{old}", "{new}", "-s", "humman"), 2, "did you mean 'human'?"),
    ],
)
def test_mistakes_are_one_line(
    pair: tuple[str, str], capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, words: str
) -> None:
    given = [argument.format(old=pair[0], new=pair[1]) for argument in arguments]
    found, out, err = shown(capsys, *given)
    assert (found, out) == (code, "")
    assert words in err
    assert err.count("\n") == 1
