"""Annotated records: one row for each keyword, homology groups within the record, and what the record's text says."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml

from genenorm.annotation import annotations as annotations_module
from genenorm.annotation.annotations import (
    RECORD_COLUMNS,
    Annotation,
    TextSearch,
    annotate_file,
    annotate_record,
    annotate_record_file,
)
from genenorm.annotation.exports.text_documents import document_of
from genenorm.annotation.scanner import TextName
from genenorm.annotation.stripping import strip_file
from genenorm.annotation.text_support import find_names
from genenorm.core.context import Context
from genenorm.core.errors import RecordError
from genenorm.core.model import Document, Mention
from genenorm.core.tables import SEPARATOR
from genenorm.index.reference import Reference
from genenorm.records.answer_fields import ROW_FIELDS, SCOPE, SHORT_FIELDS
from genenorm.records.formats import read_record_file
from genenorm.records.record import Record, TableWord
from genenorm.records.source import ReadOptions
from genenorm.resolver.answer_table import ANSWER_COLUMNS
from genenorm.resolver.resolver import Resolver

FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "ketamine-figure.md"
DATA = FIXTURE.read_bytes()
FIND = TextSearch(mentions=True)


@pytest.fixture(scope="module")
def annotation(resolver: Resolver) -> Annotation:
    return annotate_file(DATA, FIXTURE.name, resolver, search=TextSearch(missing_genes=True)).annotations[0]


def row(annotation: Annotation, keyword: str) -> dict[str, object]:
    place = [found.resolution.input for found in annotation.rows].index(keyword)
    return dict(zip(ROW_FIELDS, annotation.answer_rows(full=True).rows[place], strict=True))


ANSWERS = re.split(
    r"\s+",
    """GRIN1 9606:2902  GRIN2A 9606:2903  GRIN2B 9606:2904  GRIN2C 9606:2905  GRIN2D 9606:2906  GRIN3A 9606:116443
GRIN3B 9606:116444  MDH1 9606:4190  HSD17B12 9606:51144  NTRK2 9606:4915  BDNF 9606:627  BDNF-AS 9606:497258
GRIA1 9606:2890  DLG4 9606:1742  MTOR 9606:2475  RPTOR 9606:57521  AKT1 9606:207  AKT2 9606:208  AKT3 9606:10000
EEF2 9606:1938  Grin1 10090:14810  Mdh1 10090:17449  Ntrk2 10090:18212  Bdnf 10090:12064  Gria1 10090:14799
Dlg4 10090:13385  Akt1 10090:11651  Eef2 10090:13629  Nmdar2 7227:31107  Nmdar1 7227:40665  kar 7227:45883
spidey 7227:31703  Fs(3)Kar 7227:None  Rdl 7227:39054  GABA-B-R1 7227:34878  Gabat 7227:40188  dlg1 7227:32083
Crtc 7227:39970  CkIIbeta 7227:32132  Andorra 7227:32798  Anp 7227:43595  Acam 7227:44913  Akt 7227:41957
eEF2 7227:35422  CG4849 7227:43358""",
)


def test_every_keyword_has_its_row_in_order_with_the_right_gene(annotation: Annotation) -> None:
    found = [row.resolution for row in annotation.rows]
    assert [answer.input for answer in found] == ANSWERS[::2]
    assert [f"{answer.taxon_id}:{answer.gene_id}" for answer in found] == ANSWERS[1::2]
    assert found[32].authority_id == "FBgn0001054"


def test_a_symbol_of_two_species_lists_the_other(annotation: Annotation) -> None:
    assert "10116:24551" in str(row(annotation, "Mdh1")["alternatives"]).split(SEPARATOR)


def test_a_row_shows_the_group_in_the_record_and_the_species(annotation: Annotation) -> None:
    assert str(row(annotation, "Grin1")["group_members"]).split(SEPARATOR) == [
        "9606:2902 GRIN1", "10090:14810 Grin1", "7227:40665 Nmdar1",
    ]  # fmt: skip
    assert row(annotation, "Grin1")["species"] == "mouse"


@pytest.mark.parametrize(
    ("keyword", "support"),
    [
        ("DLG4", 'caption: "PSD95" → DLG4 synonym'),
        ("GRIA1", 'caption: "GluA1" → GRIA1 synonym'),
        ("GRIN2A", 'caption: "NMDA receptors" → FPLX:'),
        ("Ntrk2", 'caption: "TrkB" → Ntrk2 synonym'),
        ("RPTOR", 'caption: "mTORC1" → FPLX:mTORC1, which it belongs to'),
        ("Rdl", ""),
    ],
)
def test_a_row_says_where_the_caption_names_its_gene(annotation: Annotation, keyword: str, support: str) -> None:
    found = str(row(annotation, keyword)["support"])
    assert support in found if support else not found


def test_unrelated_genes_that_share_a_word_say_so(annotation: Annotation) -> None:
    for keyword in ("MDH1", "HSD17B12", "kar", "spidey"):
        word, _, keywords = str(row(annotation, keyword)["shared_word"]).partition(": ")
        assert word.lower() == "kar"
        assert {"MDH1", "HSD17B12", "kar", "spidey"} <= set(keywords.split(", "))
    assert str(row(annotation, "Andorra")["shared_word"]) == "and: CkIIbeta, Andorra, Anp, Acam"
    assert row(annotation, "GRIN2A")["shared_word"] == ""


def test_genes_that_the_caption_names_and_the_keywords_miss_are_suggested_not_added(annotation: Annotation) -> None:
    found = {item.text: [gene.symbol.upper() for gene in item.genes] for item in annotation.missing}
    assert found["Flk-1"] == ["KDR", "KDR", "KDR"], "of human, mouse and rat, which the figure is about"
    assert {"GRIK1", "GRIK2", "GRIK3", "GRIK4", "GRIK5"} <= set(found["Kainate receptors"])
    assert {"GRIA2", "GRIA3", "GRIA4"} <= set(found["AMPA receptor"])
    assert len(annotation.rows) == 45


def test_a_family_that_the_caption_names_in_the_singular_is_suggested_and_supports_its_members(
    resolver: Resolver,
) -> None:
    record = Record("f1", "f1", ("GRIK1", "BDNF"), organisms=("Homo sapiens",), caption="the kainate receptor adds")
    done = annotate_record(record, resolver, search=TextSearch(missing_genes=True, mentions=True))
    assert [(item.text, [gene.symbol for gene in item.genes]) for item in done.missing] == [
        ("kainate receptor", ["GRIK2", "GRIK3", "GRIK4", "GRIK5"])
    ]
    assert done.rows[0].support == ('caption: "kainate receptor" → FPLX:Kainate_family, which it belongs to',)
    assert [(row.resolution.input, len(row.resolution.members)) for row in done.found] == [("kainate receptor", 5)]


def test_keywords_of_a_species_the_figure_is_not_about_are_kept_and_name_their_genes_in_scope(
    annotation: Annotation,
) -> None:
    assert {row(annotation, keyword)["scope"] for keyword in ("GRIN1", "Grin1")} == {"in scope"}
    assert {row(annotation, keyword)["scope"] for keyword in ("Nmdar1", "kar")} == {"out of scope"}
    assert row(annotation, "Grin1")["members_in_scope"] == ""
    members = str(row(annotation, "Nmdar1")["members_in_scope"]).split(SEPARATOR)
    assert members[:2] == ["9606:2902 GRIN1", "10090:14810 Grin1"]
    # EFTUD2 is no keyword of the record; its fly ortholog is.
    assert "9606:9343 EFTUD2" in str(row(annotation, "CG4849")["members_in_scope"]).split(SEPARATOR)


def test_a_row_of_a_table_says_why_it_is_in_or_out_of_scope(annotation: Annotation) -> None:
    table = annotation.table
    column = table.columns.index("scope_reason")
    reasons = {str(cells[0]): cells[column] for cells in table.rows}
    assert reasons["GRIN1"] == "organisms: Homo sapiens"
    assert str(reasons["Nmdar1"]).startswith("organisms: Homo sapiens; organisms: Mus musculus")


def test_names_found_in_the_caption_are_rows_of_their_own_with_their_place(resolver: Resolver) -> None:
    plain = annotate_file(DATA, FIXTURE.name, resolver).annotations[0]
    found = annotate_file(DATA, FIXTURE.name, resolver, search=TextSearch(mentions=True)).annotations[0]
    assert found.rows == plain.rows
    assert found.answer_rows() == plain.answer_rows()
    assert not plain.found
    column = found.table.columns.index("found")
    assert [bool(cells[column]) for cells in found.table.rows] == [False] * 45 + [True] * len(found.found)
    places = {row.resolution.input: row.found for row in found.found}
    where, _, span = places["Flk-1"].partition(" ")
    start, end = map(int, span.split("-"))
    assert (where, found.record.caption[start:end]) == ("caption", "Flk-1")
    assert not any(row.scope == "out of scope" for row in found.found)


def document_record(text: str, *mentions: Mention) -> Record:
    names = tuple(mention.text for mention in mentions if mention.is_gene)
    return Record("x.pubtator", "7", names, caption=text, document=Document("7", "", text, mentions))


def test_names_found_in_a_document_are_added_to_its_mentions(resolver: Resolver) -> None:
    given = Mention(8, 12, "TrkB", "Gene", ("1",)), Mention(18, 22, "rats", "Species", ("10116",))
    done = annotate_record(document_record("PSD95 & TrkB  in  rats, no Flk-1", *given), resolver, search=FIND)
    assert [(row.resolution.input, row.found, row.species) for row in done.found] == [
        ("PSD95", "text 0-5", "rat"), ("Flk-1", "text 27-32", "rat"),
    ]  # fmt: skip
    assert [row.resolution.input for row in done.rows] == ["TrkB"]
    assert [(item.start, item.end, item.gene_ids) for item in done.answer_rows().found] == [
        (0, 5, ("29495",)), (27, 32, ("25589",)),
    ]  # fmt: skip
    assert annotate_record(done.record, resolver).answer_rows().found == ()


def test_no_name_is_found_where_a_document_has_a_mention_or_is_about_other_species(resolver: Resolver) -> None:
    marked = Mention(0, 13, "PSD95 disease", "Disease")
    assert annotate_record(document_record("PSD95 disease in rats", marked), resolver, search=FIND).found == ()
    assert annotate_record(document_record("PSD95 and TrkB of Vicia pannonica"), resolver, search=FIND).found == ()


def test_a_document_has_suggestions_too(resolver: Resolver) -> None:
    record = document_record("PSD95 and TrkB in rats", Mention(0, 5, "PSD95", "Gene"))
    done = annotate_record(record, resolver, search=TextSearch(missing_genes=True))
    assert [(item.text, [gene.symbol for gene in item.genes]) for item in done.missing] == [("TrkB", ["Ntrk2"])]


def test_a_figure_without_keywords_is_read_when_its_text_is_searched(resolver: Resolver) -> None:
    page = b"---\nfigid: f1\ncaption: TrkB and PSD95 in mice\n---\n"
    (done,) = annotate_file(page, "f1.md", resolver, search=FIND).annotations
    assert (done.rows, [row.resolution.gene_id for row in done.found]) == ((), [18212, 13385])
    with pytest.raises(RecordError, match="no keywords"):
        annotate_file(page, "f1.md", resolver)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.json", '{"id": "1", "caption": "TrkB in mice"}'),
        ("a.jsonl", '{"id": "1", "caption": "TrkB in mice"}\n{"id": "2", "names": []}\n'),
        ("a.yaml", "id: '1'\ncaption: TrkB in mice\n"),
    ],
)
@pytest.mark.parametrize("field", ["", "names"])
def test_records_without_names_are_read_when_their_texts_are_searched(
    resolver: Resolver, name: str, data: str, field: str
) -> None:
    options = ReadOptions(field=field)
    done = annotate_file(data.encode(), name, resolver, options=options, search=FIND).annotations
    assert [row.resolution.gene_id for row in done[0].found] == [18212]
    with pytest.raises(RecordError, match=r"no names|which field"):
        annotate_file(data.encode(), name, resolver, options=options)


def test_names_in_a_text_are_found_whole_and_at_word_borders(resolver: Resolver) -> None:
    text = "mTORC1-signaling, (TrkB)/Flk-1; kainate receptors. On the spans of akt"
    found = [name.text for name in find_names(resolver.reference, Context(text=text)) if not name.entry.is_common_word]
    assert [name for name in found if name in ("mTORC1", "TrkB", "Flk-1", "kainate receptors", "spans", "of")] == [
        "mTORC1", "TrkB", "Flk-1", "kainate receptors",
    ]  # fmt: skip


def test_the_table_in_the_record_has_a_line_for_each_keyword(annotation: Annotation, resolver: Resolver) -> None:
    written = annotate_file(DATA, FIXTURE.name, resolver).rewritten()
    block = written.decode().split("# genenorm: begin\n")[1].split("# genenorm: end\n")[0].splitlines()
    assert len(block) == 45 + len(annotation.scope.reasons) + len(["genes", "scope", "reference"])
    front = yaml.safe_load(written.decode().split("\n---\n")[0])
    table = front.pop("genes")
    assert front.pop("scope")[0] == {"taxon_id": 9606, "species": "human", "reason": "organisms: Homo sapiens"}
    assert front.pop("reference") == resolver.reference.stamp
    assert front == yaml.safe_load(DATA.decode().split("\n---\n")[0])
    assert [entry["keyword"] for entry in table] == ANSWERS[::2]
    for entry in table:  # short fields in their order, none of them empty
        assert tuple(entry) == tuple(field for field in (*SHORT_FIELDS, SCOPE) if field in entry)
        assert all(entry.values())
    assert table[0] == {
        "keyword": "GRIN1", "status": "resolved", "species": "human", "gene_id": 2902, "symbol": "GRIN1",
        "ensembl_id": "ENSG00000176884", "group_id": "HomoloGene:7187", "score": 1.0,
    }  # fmt: skip
    (outside,) = [entry for entry in table if entry["keyword"] == "kar"]
    assert (outside["doubt"], outside["scope"]) == ("its word means another gene", "out of scope")
    assert strip_file(written, FIXTURE.name) == DATA


def test_the_full_table_in_the_record_has_all_fields(resolver: Resolver) -> None:
    written = annotate_file(DATA, FIXTURE.name, resolver).rewritten(full=True)
    front = yaml.safe_load(written.decode().split("\n---\n")[0])
    table = front.pop("genes")
    about = front.pop("scope")
    assert about[0] == {"taxon_id": 9606, "species": "human", "reason": "organisms: Homo sapiens"}
    assert front.pop("reference") == resolver.reference.stamp
    assert front == yaml.safe_load(DATA.decode().split("\n---\n")[0])
    assert {"doubt" in entry for entry in table} == {True, False}
    for entry in table:  # all fields in their order, but no empty doubt
        assert entry.get("doubt") != ""
        assert tuple(entry) == tuple(field for field in ROW_FIELDS if field in entry)
        assert set(ROW_FIELDS) - set(entry) <= {"doubt"}
    assert all(isinstance(entry["keyword"], str) and isinstance(entry["taxon_id"], int) for entry in table)
    assert [entry["gene_id"] for entry in table].count(None) == 1
    assert strip_file(written, FIXTURE.name) == DATA


def test_annotating_again_in_either_width_gives_the_same_bytes_as_annotating_once(resolver: Resolver) -> None:
    short, full = (annotate_file(DATA, FIXTURE.name, resolver).rewritten(full=width) for width in (False, True))
    assert len(short) < len(full) / 2
    for written in (short, full):
        assert annotate_file(written, FIXTURE.name, resolver).rewritten() == short
        assert annotate_file(written, FIXTURE.name, resolver).rewritten(full=True) == full
        assert strip_file(written, FIXTURE.name) == DATA


def test_a_name_without_an_answer_has_its_status_alone(resolver: Resolver) -> None:
    written = annotate_file(b"names: [and, no such gene]\n", "a.yaml", resolver, options=ReadOptions(field="names"))
    assert yaml.safe_load(written.rewritten())["genes"] == [
        {"keyword": "and", "status": "not-a-gene"}, {"keyword": "no such gene", "status": "unknown"},
    ]  # fmt: skip


def test_the_words_read_in_a_figure_follow_the_reasons_that_speak_of_them(resolver: Resolver) -> None:
    words = {"MDH1": TableWord("KAR", "KAR"), "GRIN1": TableWord("NR1", "NR1")}
    page = b"---\nfigid: f\norganisms: Homo sapiens\nschema-jsonld:\n  keywords: [MDH1, GRIN1, TP53]\n---\n"
    file = annotate_file(page, "f.md", resolver, words=words)
    rows = yaml.safe_load(file.rewritten().decode().split("\n---\n")[0])["genes"]
    assert [row.get("word") for row in rows] == ["KAR", "NR1", None]
    assert list(rows[1])[-1] == "word"
    full = yaml.safe_load(file.rewritten(full=True).decode().split("\n---\n")[0])["genes"]
    assert [(row["word"], row["word_kind"]) for row in full] == [("KAR", "synonym"), ("NR1", "synonym"), ("", "")]


def test_answers_of_a_version_that_did_not_name_its_index_are_replaced_and_removed(resolver: Resolver) -> None:
    now = annotate_file(DATA, FIXTURE.name, resolver).rewritten()
    before = re.sub(rb"reference: .*\n(?=# genenorm: end)", b"", now)
    assert before != now
    assert annotate_file(before, FIXTURE.name, resolver).rewritten() == now
    assert strip_file(before, FIXTURE.name) == strip_file(now, FIXTURE.name) == DATA


OTHER_FORMATS = {
    "a.yaml": "names: [GRIN1, x]\n",
    "a.json": '{"names": ["GRIN1", "x"]}\n',
    "a.jsonl": '{"names": ["GRIN1"]}\n{"names": ["x"]}\n',
    "a.csv": "names\nGRIN1\nx\n",
    "a.tsv": "names\nGRIN1\nx\n",
}


@pytest.mark.parametrize("name", OTHER_FORMATS)
def test_every_record_file_says_which_index_answered_and_can_forget_it(name: str, resolver: Resolver) -> None:
    data = OTHER_FORMATS[name].encode()
    options = ReadOptions(field="names")
    written = [annotate_file(data, name, resolver, options=options).rewritten(full=full) for full in (False, True)]
    assert len(written[0]) < len(written[1])
    for before in written:
        assert resolver.reference.stamp in before.decode()
        again = annotate_file(before, name, resolver, options=options)
        assert [again.rewritten(full=full) for full in (False, True)] == written
        assert strip_file(before, name, options=options) == data


def test_a_record_table_starts_with_the_columns_of_every_table(annotation: Annotation) -> None:
    assert RECORD_COLUMNS[: len(ANSWER_COLUMNS)] == ANSWER_COLUMNS == annotation.table.columns[: len(ANSWER_COLUMNS)]
    assert {len(cells) for cells in annotation.table.rows} == {len(RECORD_COLUMNS)}
    assert annotation.table.rows[0][-1] == "genenorm__ketamine-figure"


def test_a_document_is_answered_mention_by_mention(resolver: Resolver) -> None:
    text = "TrkB in rats"
    mentions = (Mention(0, 4, "TrkB", "Gene"), Mention(8, 12, "rats", "Species", ("10116",)))
    record = Record("x", "7", ("TrkB",), document=Document("7", "", text, mentions))
    assert [found.resolution.gene_id for found in annotate_record(record, resolver).rows] == [25054]


def test_annotations_can_be_read_when_the_index_is_closed() -> None:
    data = b"7|t|TrkB in rats\n7|a|\n7\t0\t4\tTrkB\tGene\n"
    with Reference.open() as reference:
        figure = annotate_file(DATA, FIXTURE.name, Resolver(reference))
        documents = annotate_file(data, "a.pubtator", Resolver(reference))
    assert figure.rewritten() != DATA
    assert figure.annotations[0].spans
    assert [row[RECORD_COLUMNS.index("scope")] for row in documents.table.rows] == ["in scope"]
    assert documents.rewritten() == data.replace(b"Gene\n", b"Gene\t25054\n")


def test_what_a_document_does_not_show_is_not_made(resolver: Resolver, monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"7|t|TrkB in rats\n7|a|\n7\t0\t4\tTrkB\tGene\n"
    calls: list[str] = []
    for name in ("scope_of", "RowMaker", "gene_spans"):
        monkeypatch.setattr(annotations_module, name, lambda *_, name=name: calls.append(name))
    record_file = read_record_file(data, "a.pubtator")
    file = annotate_record_file(record_file, "a.pubtator", resolver)
    assert file.rewritten().endswith(b"\t25054\n")
    assert document_of(file.annotations[0]).mentions[0].ids == ("25054",)
    assert calls == []


def test_the_text_of_a_figure_is_searched_when_a_row_is_in_doubt_or_its_support_is_shown(
    resolver: Resolver, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []

    def find(reference: Reference, context: Context) -> tuple[TextName, ...]:
        searched.append(context.text)
        return find_names(reference, context)

    monkeypatch.setattr(annotations_module, "find_names", find)
    for keyword, caption, is_searched in (
        ("GRIN1", "GRIN1 in human cells", False),
        ("GAPDHP1", "Cells without GAPDH", False),  # a pseudogene that the caption does not name
        ("GAPDHP1", "The pseudogene GAPDHP1", True),
        ("Rdl", "GABA receptors of human cells", False),  # of the fly, out of scope
        ("ZHX2\n  - RAF1\n  - BRAF\n  - ARAF", "RAF kinases", True),  # a word of four rows
    ):
        page = f"---\ncaption: {caption}\nschema-jsonld:\n  keywords:\n  - {keyword}\n---\n"
        record_file = read_record_file(page.encode(), "a.md")
        file = annotate_record_file(record_file, "a.md", resolver)
        searched.clear()
        short = file.rewritten()
        assert (searched == [caption]) is is_searched, (keyword, caption)
        file.rewritten(full=True)
        assert searched == [caption]
        assert annotate_file(page.encode(), "a.md", resolver).rewritten() == short


def test_a_format_without_a_place_for_answers_says_what_to_do(resolver: Resolver) -> None:
    annotated = annotate_file(b"GRIN1\n", "a.txt", resolver)
    assert len(annotated.table.rows) == 1
    with pytest.raises(RecordError, match=r"a.txt: this format has no place for answers; .* --table or --to tsv"):
        annotated.rewritten()
    assert strip_file(b"GRIN1\n", "a.txt") == b"GRIN1\n"


@pytest.mark.parametrize("name", ["pfocr/records/*.md", "pfocr/tables/*.tsv"])
def test_every_file_of_the_corpus_takes_its_answers_and_gives_them_back(
    corpus: Path, resolver: Resolver, name: str
) -> None:
    paths = sorted(corpus.glob(name))
    assert paths
    for path in paths:
        data = path.read_bytes()
        file = annotate_file(data, path.name, resolver)
        for full in (False, True):
            written = file.rewritten(full=full)
            assert strip_file(written, path.name) == data
            assert annotate_file(written, path.name, resolver).rewritten(full=not full) == file.rewritten(full=not full)


def test_a_copied_or_pickled_annotation_is_equal_and_needs_no_index() -> None:
    with Reference.open() as reference:
        record = Record("x", "7", ("TrkB", "GRIN1"), title="TrkB and PSD95 in rats")
        annotation = annotate_record(record, Resolver(reference))
        same = annotate_record(record, Resolver(reference))
        other = annotate_record(replace(record, names=("TrkB",)), Resolver(reference))
    for made in (copy.copy(annotation), copy.deepcopy(annotation), pickle.loads(pickle.dumps(annotation)), same):
        assert made == annotation
        assert hash(made) == hash(annotation)
        assert (made.rows, made.spans, made.scope, made.table) == (
            annotation.rows, annotation.spans, annotation.scope, annotation.table,
        )  # fmt: skip
        assert made.answer_rows(full=True) == annotation.answer_rows(full=True)
    assert annotation != other
    assert annotation != record


# -- what the user says of a record -----------------------------------------------------------------------------------


def test_a_further_text_is_evidence_and_no_place_of_names(resolver: Resolver) -> None:
    record = Record("r", "r", ("DLG4", "NTRK2"), title="Spines", caption="Neurons with PSD95")
    said = Context(text="PSD95 and TrkB of rats")
    plain, done = (annotate_record(record, resolver, search=FIND, context=given) for given in (Context(), said))
    assert [row.resolution.taxon_id for row in done.found] == [10116]
    assert [row.found for row in done.found] == [row.found for row in plain.found] == ["caption 13-18"]
    assert [(span.start, span.text) for span in done.found_spans] == [(20, "PSD95")]
    assert done.rows[1].support == ()
    assert done.scope.reasons[0].text == 'text: "rats"'


def test_a_further_text_of_a_document_keeps_the_places_of_its_mentions(resolver: Resolver) -> None:
    record = document_record("PSD95 and TrkB act", Mention(0, 5, "PSD95", "Gene"))
    done = annotate_record(record, resolver, search=FIND, context=Context(text="Rats"))
    assert [(row.resolution.input, row.resolution.taxon_id) for row in (*done.rows, *done.found)] == [
        ("PSD95", 10116),
        ("TrkB", 10116),
    ]


def test_documents_leave_their_species_to_the_text(resolver: Resolver) -> None:
    record = document_record("PSD95 in rats", Mention(0, 5, "PSD95", "Gene"))
    done = annotate_record(record, resolver, context=Context(species="auto"))
    assert done.list_species is None
    assert done == annotate_record(record, resolver)


def test_orthologs_take_the_place_of_the_answers_and_the_record_is_about_what_it_was(resolver: Resolver) -> None:
    record = Record("r", "r", ("Grin1", "Dlg4", "Trp53", "Xyzzyq"), caption="In mice, TrkB")
    done = annotate_record(record, resolver, search=FIND, ortholog_taxon=9606)
    assert [answer.gene_id for answer in done.answers] == [2902, 1742, 7157, None]
    assert [row.scope for row in done.rows] == ["out of scope"] * 3 + [""]
    assert done.rows[0].members_in_scope == ("10090:14810 Grin1",)
    assert done.scope.taxa == (10090,)
    assert [row.resolution.symbol for row in done.found] == ["NTRK2"]
    assert pickle.loads(pickle.dumps(done)) == done


def test_a_species_beyond_the_index_restricts_the_answers_and_says_nothing_of_the_scope(resolver: Resolver) -> None:
    record = Record("r", "r", ("DLG4",), title="Spines", caption="Neurons with PSD95")
    done = annotate_record(record, resolver, search=FIND, context=Context(species=9823, organisms="pig"))
    assert [answer.gene_id for answer in done.answers] == [None]
    assert done.scope.is_unknown
    assert done.found == ()


@pytest.mark.parametrize(
    ("name", "data", "options"),
    [
        ("a.csv", b"gene,p\nGRIN1,1\nTP53; EGFR,2\n", ReadOptions(column="gene")),
        ("a.json", b'{"genes": ["GRIN1", "TP53; EGFR"]}', ReadOptions(field="genes")),
        ("a.gmt", b"set\t\tGRIN1\tTP53\n", ReadOptions()),
        # a row with more cells than the header: no place for answers
        ("a.csv", b"gene,p\nGRIN1,1,2,3\n", ReadOptions(column="gene")),
    ],
)
def test_an_annotated_file_is_the_same_in_another_process(
    name: str, data: bytes, options: ReadOptions, resolver: Resolver
) -> None:
    done = annotate_file(data, name, resolver, options=options)
    sent = pickle.loads(pickle.dumps(done))
    assert sent.annotations == done.annotations
    assert sent.table == done.table
    assert sent.split_table == done.split_table
    for full in (False, True):
        assert outcome(partial(sent.rewritten, full=full)) == outcome(partial(done.rewritten, full=full))
    assert outcome(sent.record_file.strip) == outcome(done.record_file.strip)
    assert outcome(sent.record_file.cells) == outcome(done.record_file.cells)


def outcome(function: Callable[[], object] | None) -> object:
    """What a function returns, or the message of the error that it raises."""
    try:
        return function and function()
    except RecordError as error:
        return str(error)


def test_an_annotated_file_is_told_in_one_line_and_shown_as_a_table(resolver: Resolver) -> None:
    rows = "".join(f"Qqxzy{number}<b>,{number}\n" for number in range(50))
    done = annotate_file(f"gene,p\nGRIN1,1\nKARs,2\n{rows}".encode(), "a.csv", resolver)
    assert repr(done) == "<AnnotatedFile 'a.csv': 1 record, " + repr(done.annotations[0]).split(": ", 1)[1]
    assert repr(done.annotations[0]).startswith("<Annotation 'a.csv': 52 names: 1 resolved, 1 family, 50 unknown>")
    assert len(repr(done)) < 150
    page = done._repr_html_()
    assert page == done.annotations[0]._repr_html_()
    assert "<td>GRIN1</td>" in page
    assert "Qqxzy0&lt;b&gt;" in page
    assert "52 rows" in page
    assert page.count("<tr") < 30
    assert repr(annotate_record(Record("r", "r", ()), resolver)) == "<Annotation 'r': 0 names>"
