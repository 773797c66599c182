"""The hits of MyGene.info as typed values, with the name of the gene that matched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zlib import crc32

from genenorm.core.authorities import NOMENCLATURE
from genenorm.core.model import Biotype, Gene, NameKind
from genenorm.core.numbers import whole_number
from genenorm.mygene.reply_rows import MOST_DIGITS
from genenorm.text.keys import fold

_AUTHORITY_FIELDS = {row.mygene_field: row.id_start if row.has_curie_ids else "" for row in NOMENCLATURE}
"""Fields of MyGene.info with authority ids, each with the prefix of the index's ids that its values may lack."""

_FIRST_KEY_WITHOUT_GENE_ID = 1 << 40
"""Larger than any GeneID that NCBI may assign."""

_decode_first = json.JSONDecoder().raw_decode
"""Decodes the JSON value at the start of a text; ``json.loads`` takes 1.5 times as long for short texts."""


@dataclass(frozen=True, slots=True)
class LiveHit:
    """A gene that MyGene.info found for a name, and how it was found; missing values are empty or ``None``."""

    taxon_id: int
    gene_id: int | None
    """NCBI GeneID."""
    symbol: str
    name: str
    """Full name."""
    ensembl_ids: tuple[str, ...]
    aliases: tuple[str, ...]
    """MyGene's ``alias``, which are synonyms and previous symbols."""
    other_names: tuple[str, ...]
    authority_id: str
    """The id of the nomenclature authority, as the reference index writes it, e.g. ``HGNC:4584``."""
    kind: NameKind
    """The kind of the matched name."""
    matched: str
    """The name of the gene that equals the name looked up, in MyGene's spelling."""
    build: str
    """The build of MyGene's data, e.g. ``20261115``."""
    asked: int
    """When MyGene.info was asked, in seconds since 1970."""
    stale: bool
    """Whether the answer is older than the limit, and is used because the name could not be looked up again."""

    @property
    def source(self) -> str:
        """The source as evidence shows it: ``MyGene.info 20261115``; for a stale answer with the date."""
        source = f"MyGene.info {self.build}".rstrip()
        return f"{source} (stale, asked {date_of(self.asked)})" if self.stale else source


@dataclass(frozen=True, slots=True)
class LookupOrigin:
    """Where an answer comes from."""

    build: str
    """The build of MyGene's data."""
    asked: int
    """When MyGene.info was asked, in seconds since 1970."""
    stale: bool = False
    """Whether the answer is older than the limit."""


def date_of(seconds: int) -> str:
    """Return the date of a time given in seconds since 1970.

    >>> date_of(1_795_000_000)
    '2026-11-18'
    """
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def dump_hit(raw: Mapping[str, object]) -> str:
    """Return a hit, as MyGene.info sent it, as one line of JSON.

    >>> dump_hit({"symbol": "GRIN1", "taxid": 9606})
    '{"symbol":"GRIN1","taxid":9606}'
    """
    return json.dumps(raw, separators=(",", ":"))


def load_hit(line: str) -> dict[str, object]:
    r"""Return the hit of a line from ``dump_hit``.

    Earlier versions wrote the homology fields as a second JSON object after a tab; they are returned too.

    >>> load_hit('{"symbol":"GRIN1"}')
    {'symbol': 'GRIN1'}
    >>> load_hit('{"symbol":"GRIN1"}\t{"homologene":{"id":7187}}')
    {'symbol': 'GRIN1', 'homologene': {'id': 7187}}
    """
    return {key: value for part in line.split("\t") for key, value in json.loads(part).items()}


def read_hit(name: str, line: str, origin: LookupOrigin) -> LiveHit | None:
    """Return the typed hit of a line from ``dump_hit``, or ``None`` if no name of the gene equals ``name``.

    MyGene.info also finds genes by single words of long names, e.g. the insulin receptor for ``insulin``. Such genes
    are not candidates. Raises ValueError if the line is not JSON.

    >>> line = dump_hit({"taxid": 9606, "entrezgene": "2902", "symbol": "GRIN1", "alias": "NMDAR1"})
    >>> hit = read_hit("nmdar1", line, LookupOrigin("20261115", 0))
    >>> hit.gene_id, hit.kind.label, hit.matched, hit.source
    (2902, 'synonym', 'NMDAR1', 'MyGene.info 20261115')
    """
    raw = _mapping(_decode_first(line)[0])
    match = _match(name, raw)
    taxon_id = _number(raw.get("taxid"))
    if match is None or taxon_id is None:
        return None
    kind, matched = match
    return LiveHit(
        taxon_id=taxon_id,
        gene_id=_number(raw.get("entrezgene")),
        symbol=_first(raw.get("symbol")),
        name=_first(raw.get("name")),
        ensembl_ids=ensembl_ids(raw),
        aliases=_texts(raw.get("alias")),
        other_names=_texts(raw.get("other_names")),
        authority_id=authority_id(raw),
        kind=kind,
        matched=matched,
        build=origin.build,
        asked=origin.asked,
        stale=origin.stale,
    )


def gene_of(hit: LiveHit) -> Gene:
    """Return a gene for a hit that the reference index does not contain.

    Its key is negative, so that it differs from the keys of the index, and the same in every run.

    >>> hit = read_hit("LNCX1", dump_hit({"taxid": 9606, "entrezgene": "12", "symbol": "LNCX1"}), LookupOrigin("", 0))
    >>> gene_of(hit).key, gene_of(hit).symbol
    (-12, 'LNCX1')
    """
    ensembl_id = hit.ensembl_ids[0] if hit.ensembl_ids else ""
    identity = f"{hit.taxon_id}:{ensembl_id or hit.authority_id or hit.symbol}"
    key = hit.gene_id or _FIRST_KEY_WITHOUT_GENE_ID + crc32(identity.encode())
    return Gene(
        -key, hit.taxon_id, hit.gene_id, hit.symbol, hit.name, ensembl_id, hit.authority_id, Biotype.UNKNOWN, None, 0
    )


def authority_id(raw: Mapping[str, object]) -> str:
    """Return the id of the nomenclature authority from a hit as sent, written as in the reference index.

    >>> authority_id({"HGNC": "4584"}), authority_id({"MGI": "MGI:95819"}), authority_id({})
    ('HGNC:4584', 'MGI:95819', '')
    """
    for authority, prefix in _AUTHORITY_FIELDS.items():
        if text := _first(raw.get(authority)):
            return prefix + text.removeprefix(prefix)
    return ""


def ensembl_ids(raw: Mapping[str, object]) -> tuple[str, ...]:
    """Return the Ensembl gene ids from a hit as sent, where ``ensembl`` is one mapping or a list of them.

    >>> ensembl_ids({"ensembl": [{"gene": "ENSG01"}, {"gene": "ENSG02"}]})
    ('ENSG01', 'ENSG02')
    """
    ensembl = raw.get("ensembl")
    if isinstance(ensembl, list):
        return tuple(text for part in ensembl for text in _texts(_mapping(part).get("gene")))
    return _texts(_mapping(ensembl).get("gene"))


def _match(name: str, raw: Mapping[str, object]) -> tuple[NameKind, str] | None:
    """Return the kind and the spelling of the gene's name that equals ``name``; ``None`` if there is none.

    Case and punctuation are ignored. If several names are equal, the strongest kind is returned.
    """
    if raw.get("symbol") == name:  # a fast path, since folding takes most of the time
        return NameKind.SYMBOL, name
    key = fold(name)
    if key is None:
        return None
    for kind, texts in _names(raw):
        for text in texts:
            if fold(text) == key:
                return kind, text
    return None


def _names(raw: Mapping[str, object]) -> Iterator[tuple[NameKind, Iterable[str]]]:
    yield NameKind.SYMBOL, _texts(raw.get("symbol"))
    yield NameKind.IDENTIFIER, _texts(raw.get("entrezgene"))
    # The authority's id only with its prefix: a number alone is a GeneID, not the number of an HGNC or RGD id.
    yield NameKind.IDENTIFIER, (authority_id(raw), *ensembl_ids(raw))
    yield NameKind.RETIRED_IDENTIFIER, _texts(raw.get("retired"))
    yield NameKind.SYNONYM, _texts(raw.get("alias"))
    yield NameKind.FULL_NAME, _texts(raw.get("name"))
    yield NameKind.DESIGNATION, _texts(raw.get("other_names"))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    """Return the texts of a value, which in MyGene's JSON is missing, one scalar or a list."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    parts = value if isinstance(value, list) else [value]
    if set(map(type, parts)) == {str}:  # a fast path for the most frequent case
        return tuple(parts)
    return tuple(str(part) for part in parts if isinstance(part, str) or type(part) is int)


def _first(value: object) -> str:
    if isinstance(value, str):
        return value
    texts = _texts(value)
    return texts[0] if texts else ""


def _number(value: object) -> int | None:
    number = value if type(value) is int else whole_number(_first(value))
    return number if number is not None and 0 < number < 10**MOST_DIGITS else None
