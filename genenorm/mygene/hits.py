"""What MyGene.info answers, read into frozen values: which gene, and by which of its names it was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zlib import crc32

from genenorm.core.model import Biotype, Gene, NameKind
from genenorm.text.keys import fold

_AUTHORITIES = {
    "HGNC": "HGNC:",
    "MGI": "MGI:",
    "RGD": "RGD:",
    "FLYBASE": "",
    "ZFIN": "",
    "WormBase": "",
    "SGD": "",
}
"""MyGene's fields of nomenclature authorities, each with the prefix that our ids have and its values may lack."""

_RELATIVES = ("homologene", "pantherdb")
_decode = json.JSONDecoder().raw_decode
"""Reads the JSON at the start of a text; ``json.loads`` takes half as long again on short ones."""


@dataclass(frozen=True, slots=True)
class LiveOrtholog:
    """A gene of another species that MyGene.info calls an ortholog of a hit."""

    taxon_id: int
    gene_id: int | None
    """NCBI GeneID, where the source gives one (HomoloGene)."""
    uniprot: str
    """UniProt accession, where the source gives one (PANTHER)."""
    source: str
    """``HomoloGene`` or ``PANTHER``."""


@dataclass(frozen=True, slots=True)
class LiveHit:
    """A gene MyGene.info found for a name, and how the name relates to it; empty means "not said"."""

    taxon_id: int
    gene_id: int | None
    symbol: str
    name: str
    """Full name."""
    ensembl_ids: tuple[str, ...]
    aliases: tuple[str, ...]
    """MyGene's ``alias``: synonyms and previous symbols alike, which it does not tell apart."""
    other_names: tuple[str, ...]
    authority_id: str
    kind: NameKind
    """What sort of name of the gene was matched."""
    matched: str
    """The gene's name that was matched, in MyGene's spelling."""
    build: str
    """Build of MyGene's data that answered, e.g. ``20261115``."""
    asked: int
    """When it was asked, in seconds since 1970."""
    stale: bool
    """Whether the answer is older than the user's limit and stands in for one that could not be had."""
    _relatives: str = field(repr=False, compare=False)
    """MyGene's homology fields, kept as JSON: few hits are asked for them, and they are most of the text."""

    @property
    def homologene(self) -> int | None:
        """The HomoloGene group, where MyGene knows one."""
        return _number(_mapping(json.loads(self._relatives).get("homologene")).get("id"))

    @property
    def orthologs(self) -> tuple[LiveOrtholog, ...]:
        """The gene's orthologs in other species; read when asked for, since few hits are asked."""
        return tuple(_orthologs(json.loads(self._relatives), self.taxon_id))

    @property
    def source(self) -> str:
        """Name the source and its build as evidence shows them; an answer older than the limit says so."""
        told = f"MyGene.info {self.build}".rstrip()
        return f"{told} (stale, asked {date_of(self.asked)})" if self.stale else told


@dataclass(frozen=True, slots=True)
class Provenance:
    """When an answer was had and from which build of MyGene's data."""

    build: str
    asked: int
    stale: bool = False


def date_of(moment: int) -> str:
    """Return the day of a moment.

    >>> date_of(1_795_000_000)
    '2026-11-18'
    """
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def dump_hit(raw: Mapping[str, object]) -> str:
    """Return a hit in MyGene's own words as one line: JSON, then, after a tab, its homology fields apart."""
    gene = {key: value for key, value in raw.items() if key not in _RELATIVES}
    relatives = {key: value for key, value in raw.items() if key in _RELATIVES}
    return "\t".join(json.dumps(part, separators=(",", ":")) for part in (gene, relatives) if part)


def load_hit(text: str) -> dict[str, object]:
    """Return the hit behind a line of ``dump_hit``.

    >>> load_hit(dump_hit({"symbol": "GRIN1", "homologene": {"id": 7187}}))
    {'symbol': 'GRIN1', 'homologene': {'id': 7187}}
    """
    return {key: value for part in text.split("\t") for key, value in json.loads(part).items()}


def read_hit(name: str, text: str, provenance: Provenance) -> LiveHit | None:
    """Return the typed hit of a text that ``dump_hit`` made, or ``None`` when no name of the gene is the one asked for.

    MyGene matches words of long names (``insulin`` finds the insulin receptor); such a hit is no candidate.

    >>> text = dump_hit({"taxid": 9606, "entrezgene": "2902", "symbol": "GRIN1", "alias": "NMDAR1"})
    >>> hit = read_hit("nmdar1", text, Provenance("20261115", 0))
    >>> hit.gene_id, hit.kind.label, hit.matched, hit.source
    (2902, 'synonym', 'NMDAR1', 'MyGene.info 20261115')
    """
    gene, _, relatives = text.partition("\t")
    raw = _mapping(_decode(gene)[0])
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
        build=provenance.build,
        asked=provenance.asked,
        stale=provenance.stale,
        _relatives=relatives or "{}",
    )


def gene_of(hit: LiveHit) -> Gene:
    """Return the gene of a hit that the reference index lacks; its row number is negative, the same in every run.

    >>> hit = read_hit("LNCX1", dump_hit({"taxid": 9606, "entrezgene": "12", "symbol": "LNCX1"}), Provenance("", 0))
    >>> gene_of(hit).key, gene_of(hit).symbol
    (-12, 'LNCX1')
    """
    ensembl_id = hit.ensembl_ids[0] if hit.ensembl_ids else ""
    # Genes without a GeneID stand below every number that NCBI may give.
    key = hit.gene_id or (1 << 40) + crc32(f"{hit.taxon_id}:{ensembl_id or hit.authority_id or hit.symbol}".encode())
    return Gene(
        -key, hit.taxon_id, hit.gene_id, hit.symbol, hit.name, ensembl_id, hit.authority_id, Biotype.UNKNOWN, None, 0
    )


def authority_id(raw: Mapping[str, object]) -> str:
    """Return the nomenclature authority's id of a hit, written as in the reference index.

    >>> authority_id({"HGNC": "4584"}), authority_id({"MGI": "MGI:95819"}), authority_id({})
    ('HGNC:4584', 'MGI:95819', '')
    """
    for authority, prefix in _AUTHORITIES.items():
        if text := _first(raw.get(authority)):
            return prefix + text.removeprefix(prefix)
    return ""


def ensembl_ids(raw: Mapping[str, object]) -> tuple[str, ...]:
    """Return the Ensembl gene ids of a hit; MyGene gives one mapping, or a list of them.

    >>> ensembl_ids({"ensembl": [{"gene": "ENSG01"}, {"gene": "ENSG02"}]})
    ('ENSG01', 'ENSG02')
    """
    ensembl = raw.get("ensembl")
    if isinstance(ensembl, list):
        return tuple(text for part in ensembl for text in _texts(_mapping(part).get("gene")))
    return _texts(_mapping(ensembl).get("gene"))


def _match(name: str, raw: Mapping[str, object]) -> tuple[NameKind, str] | None:
    """Find which name of the gene was asked for, the strongest kind first."""
    if raw.get("symbol") == name:  # the usual case, and folding is most of the work
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
    # A bare number is a GeneID, never the number inside an HGNC or RGD id.
    yield NameKind.IDENTIFIER, (authority_id(raw), *ensembl_ids(raw))
    yield NameKind.RETIRED_IDENTIFIER, _texts(raw.get("retired"))
    yield NameKind.SYNONYM, _texts(raw.get("alias"))
    yield NameKind.FULL_NAME, _texts(raw.get("name"))
    yield NameKind.DESIGNATION, _texts(raw.get("other_names"))


def _orthologs(raw: Mapping[str, object], taxon_id: int) -> Iterator[LiveOrtholog]:
    genes = _mapping(raw.get("homologene")).get("genes")
    for pair in genes if isinstance(genes, list) else ():
        if isinstance(pair, list) and len(pair) == 2:
            taxon = _number(pair[0])
            if taxon is not None and taxon != taxon_id:
                yield LiveOrtholog(taxon, _number(pair[1]), "", "HomoloGene")
    found = _mapping(raw.get("pantherdb")).get("ortholog")
    for part in map(_mapping, found if isinstance(found, list) else [found]):
        taxon = _number(part.get("taxid"))
        if taxon is not None and taxon != taxon_id:
            yield LiveOrtholog(taxon, None, _first(part.get("uniprot_kb")), "PANTHER")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    """Return the texts of a value that MyGene gives as nothing, one scalar, or a list."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    parts = value if isinstance(value, list) else [value]
    if set(map(type, parts)) == {str}:  # nearly always, and much quicker than looking at each
        return tuple(parts)
    return tuple(str(part) for part in parts if isinstance(part, str) or type(part) is int)


def _first(value: object) -> str:
    if isinstance(value, str):
        return value
    texts = _texts(value)
    return texts[0] if texts else ""


def _number(value: object) -> int | None:
    if type(value) is int:
        return value
    text = _first(value)
    return int(text) if text.isascii() and text.isdigit() else None
