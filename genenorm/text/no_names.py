"""Texts that are no names at all: addresses, files, sequences, amounts, and pieces of JSON and HTML."""

from __future__ import annotations

from genenorm.text.forms import SHORTEST_PROTEIN, SHORTEST_SEQUENCE

_NUCLEOTIDES, _AMINO_ACIDS = "ACGTUN", "ACDEFGHIKLMNPQRSTVWY"
_UNIT_WORDS = (
    "bp kb Mb nt aa Da kD kDa cM fold M mM uM µM μM nM pM mol mmol umol µmol μmol nmol pmol fmol g kg mg ug µg μg ng "
    "pg U IU l L ml mL dl ul uL µl µL μl μL m cm mm um µm μm nm rpm Hz °C ° ms s sec secs min mins minute minutes h hr "
    "hrs hour hours d day days week weeks wk wks month months year years yr yrs cell cells read reads gene genes "
    "sample samples mouse mice patient patients replicate replicates"
)
_UNITS = frozenset(_UNIT_WORDS.split())
"""What is counted or measured, as it is written behind a number."""
_FILE_ENDINGS = (
    "bam bed bw csv doc docx fa fasta fastq fq gct gff gff3 gmt gpml gtf gz h5ad htm html jpeg jpg json loom mtx pdf "
    "png ppt pptx rds rnk sam svg tif tiff tsv txt vcf xls xlsx xml zip"
)
_FILES = frozenset(_FILE_ENDINGS.split())
"""Endings of the names of files."""


def kind_of_text(text: str) -> str:
    """Return what a text is that is no name: ``a web address``; an empty string for texts that may be names.

    >>> [kind_of_text(text) for text in ("https://example.org", "counts.csv", "ATGCCGTAAGC", "50 kDa", "GRIN1")]
    ['a web address', 'the name of a file', 'a sequence of nucleotides', 'an amount', '']
    """
    text = text.strip()
    if text.isalnum():
        return _sequence(text)
    head, dot, ending = text.rpartition(".")
    if "://" in text or text.startswith("www."):
        return "a web address"
    if "@" in text[1:] and dot and " " not in text and "@" not in ending:
        return "an e-mail address"
    if text.lower().removeprefix("doi:").strip().startswith("10.") and "/" in text:
        return "a DOI"
    if (head and " " not in head and ending.lower() in _FILES) or text[1:3] == ":\\" or _is_path(text):
        return "the name of a file"
    if text[:1] in ("{", "[") and text[-1] in "}]" and any(map(text.__contains__, "\"':")):
        return "a piece of JSON"
    if "</" in text or "/>" in text or (text[:1] == "&" and text[-1] == ";"):
        return "a piece of HTML"
    return "an amount" if _is_amount(text) else ""


def _sequence(text: str) -> str:
    if len(text) >= SHORTEST_SEQUENCE and not text.strip(_NUCLEOTIDES):
        return "a sequence of nucleotides"
    return "a sequence of amino acids" if len(text) >= SHORTEST_PROTEIN and not text.strip(_AMINO_ACIDS) else ""


def _is_path(text: str) -> bool:
    return text.startswith(("/", "~/", "./", "../")) and text.count("/") > 1


def _is_amount(text: str) -> bool:
    """Return whether a text is a number and a unit: ``50 kDa``, ``<5 ng/ml``."""
    number = text.lstrip("<>~≤≥± ")
    unit = number.lstrip("0123456789.,")
    return unit != number and all(part in _UNITS for part in unit.strip(" -").split("/"))
