"""Texts that are no names at all: addresses, files, sequences, amounts, and pieces of JSON and HTML."""

from __future__ import annotations

import re

from genenorm.text.forms import SHORTEST_SEQUENCE

_SHORTEST_PROTEIN = 15
_NUCLEOTIDES, _AMINO_ACIDS = frozenset("ACGTUN"), frozenset("ACDEFGHIKLMNPQRSTVWY")
_UNITS = (
    r"kDa|kD|Da|kb|bp|Mb|nt|aa|cM|[nuµμmcdk]?M|[fpnuµμmk]?mol|[npuµμmk]?g|[nuµμmd]?[lL]|[nµμmc]m|I?U|rpm|Hz|"
    r"ms|s|secs?|min|mins|minutes?|h|hrs?|hours?|d|days?|weeks?|wks?|months?|years?|yrs?|"
    r"°C|°|fold|cells?|reads|genes?|samples?|mice|patients?|reps?|replicates?"
)
_AMOUNT = re.compile(rf"^[<>~≤≥±]?\s?\d+(?:[.,]\d+)?[\s\-]?(?:{_UNITS})(?:/(?:{_UNITS}))?$")
_ENDINGS = (
    "bam|bed|bw|csv|docx?|fa|fasta|fastq|fq|gct|gff3?|gmt|gpml|gtf|gz|h5|h5ad|html?|jpe?g|json|loom|mtx|pdf|png|pptx?|"
    "rds|rnk|sam|svg|tiff?|tsv|txt|vcf|xlsx?|xml|zip"
)
_KINDS = (
    (re.compile(r"://|^www\."), "a web address"),
    (re.compile(r"^\S+@\S+\.[A-Za-z]+$"), "an e-mail address"),
    (re.compile(r"^(?:doi:\s?)?10\.\d{4,9}/\S+$", re.IGNORECASE), "a DOI"),
    (re.compile(rf"^[^\s()]+\.(?:{_ENDINGS})$|^[A-Za-z]:\\|^(?:~|\.{{1,2}})?/\S+/\S", re.IGNORECASE), "the name of a file"),
    (re.compile(r"^[{\[].*[\"':].*[}\]]$"), "a piece of JSON"),
    (re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>|^&#?\w+;$"), "a piece of HTML"),
    (re.compile(r"\bet al\b"), "a citation"),
    (_AMOUNT, "an amount"),
)  # fmt: skip


def kind_of_text(text: str) -> str:
    """Return what a text is that is no name: ``a web address``; an empty string for texts that may be names.

    >>> [kind_of_text(text) for text in ("https://example.org", "counts.csv", "ATGCCGTAAGC", "50 kDa", "GRIN1")]
    ['a web address', 'the name of a file', 'a sequence of nucleotides', 'an amount', '']
    """
    text = text.strip()
    if text.isalnum():
        if len(text) >= SHORTEST_SEQUENCE and text.isalpha() and text.isupper():
            letters = frozenset(text)
            if letters <= _NUCLEOTIDES:
                return "a sequence of nucleotides"
            if len(text) >= _SHORTEST_PROTEIN and letters <= _AMINO_ACIDS:
                return "a sequence of amino acids"
        return ""
    return next((kind for pattern, kind in _KINDS if pattern.search(text)), "")
