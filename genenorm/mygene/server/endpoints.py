"""The endpoints of MyGene.info: functions from the path and parameters of a request to the reply, without HTTP."""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from genenorm.core.authorities import NOMENCLATURE
from genenorm.core.errors import ReferenceFileError
from genenorm.core.numbers import whole_number
from genenorm.index.reference import Reference
from genenorm.mygene.server.document_shape import DocumentShape, shape_document
from genenorm.mygene.server.gene_documents import COMMON_NAMES, DOCUMENT_FIELDS, GeneDocuments
from genenorm.mygene.server.query import QueryEngine, QueryError, parse_species
from genenorm.mygene.server.search import ID_SCOPES, GeneSearch, ScoredGene, known_scope, rank_genes

MOST_TERMS = 1000
"""The most terms of a request and hits of a reply, as for MyGene.info."""

_DEFAULT_FIELDS = "name,symbol,taxid,entrezgene"
_TERM = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|([^\s|,+]+)')
_PAGE = 1000
"""Hits per reply to a query with ``fetch_all``."""
_LARGEST_START = 10**9

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ServiceReply:
    """A reply: its HTTP status, and a value to be sent as JSON."""

    status: int
    body: object


class MyGeneService:
    """The endpoints of MyGene.info, answered from a reference index."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._documents = GeneDocuments(reference)
        self._search = GeneSearch(reference, lambda prefix: self._documents.names.with_prefix(prefix))
        self._query = QueryEngine(reference, self._search, self._documents)
        # A client reads a long result page by page, so the last two results are cached.
        self._ranked_hits = lru_cache(maxsize=2)(lambda text, taxa: rank_genes(self._query.find(text), taxa))

    def answer(self, method: str, path: str, parameters: Parameters) -> ServiceReply:
        """Return the reply to a ``GET`` or ``POST`` request for a path such as ``/v3/query``."""
        parts = [part for part in path.split("/") if part]
        parts = parts[1:] if parts[:1] == ["v3"] else parts
        try:
            self._reference.check_unchanged()
            match method, *parts:
                case "GET", "query":
                    return self._get_query(parameters)
                case "POST", "query":
                    return self._post_query(parameters)
                case "GET", "gene", text:
                    return self._get_gene(text, parameters)
                case "POST", "gene":
                    return self._post_gene(parameters)
                case "GET", "metadata":
                    return ServiceReply(200, self._metadata)
                case "GET", "metadata", "fields":
                    return ServiceReply(200, _field_types(parameters.get("search", "")))
        except QueryError as error:
            return _refusal(400, str(error))
        except ReferenceFileError:  # which names a file of this machine
            return _refusal(503, "the reference index is damaged or was changed while in use; start the server again")
        return _refusal(404, "Not Found.")

    # -- /query -----------------------------------------------------------------------------------------------

    def _get_query(self, parameters: Parameters) -> ServiceReply:
        started = time.perf_counter()
        if scroll := parameters.get("scroll_id"):
            parameters = _decode_scroll_id(scroll)
        if "q" not in parameters:
            return _refusal(400, "Bad Request", missing="q")
        fetch_all = _flag(parameters, "fetch_all")
        start = _number(parameters, ("from", "skip"), 0, _LARGEST_START)
        size = _PAGE if fetch_all else _number(parameters, ("size", "limit"), 10, MOST_TERMS)
        hits = self._ranked_hits(parameters["q"], _taxa(parameters))
        hits = [hit for hit in hits if _has_required_id(hit, parameters)]
        if fetch_all and start and start >= len(hits):
            return ServiceReply(200, {"success": False, "status": 404, "error": "No results to return."})
        shape = _document_shape(parameters, _DEFAULT_FIELDS)
        body: dict[str, object] = {
            "took": round((time.perf_counter() - started) * 1000),
            "total": len(hits),
            "max_score": hits[0].score if hits else None,
            "hits": [self._hit(hit, shape) for hit in hits[start : start + size]],
        }
        if fetch_all:
            body["_scroll_id"] = _encode_scroll_id({**parameters, "from": str(start + size)})
        return ServiceReply(200, body)

    def _post_query(self, parameters: Parameters) -> ServiceReply:
        if "q" not in parameters:
            return _refusal(400, "Bad Request", missing="q")
        terms = split_terms(parameters["q"])
        if len(terms) > MOST_TERMS:
            return _refusal(400, "Bad Request", keyword="q", max=MOST_TERMS, size=len(terms))
        wanted = split_terms(parameters.get("scopes", "")) or list(ID_SCOPES)
        scopes = tuple(dict.fromkeys(scope for name in wanted if (scope := known_scope(name))))
        if not scopes:
            return _refusal(400, f"this server's index has no field {', '.join(wanted)} to search in")
        shape, taxa = _document_shape(parameters, _DEFAULT_FIELDS), _taxa(parameters)
        size = _number(parameters, ("size",), 10, MOST_TERMS)
        start = _number(parameters, ("from",), 0, _LARGEST_START)
        rows: list[dict[str, object]] = []
        for term in terms:
            hits = rank_genes(self._search.find(term.removesuffix("*"), scopes), taxa)
            hits = [hit for hit in hits if _has_required_id(hit, parameters)][start : start + size]
            rows += [{"query": term, **self._hit(hit, shape)} for hit in hits]
            rows += [] if hits else [{"query": term, "notfound": True}]
        return ServiceReply(200, rows)

    def _hit(self, hit: ScoredGene, shape: DocumentShape) -> dict[str, object]:
        document = self._documents.document(hit.gene, shape.roots)
        return shape_document({"_id": document.pop("_id"), "_score": hit.score, **document}, shape)

    # -- /gene ------------------------------------------------------------------------------------------------

    def _get_gene(self, text: str, parameters: Parameters) -> ServiceReply:
        found = self._genes_by_id(text, parameters)
        if not found:
            return _refusal(404, "Not Found.")
        return ServiceReply(200, found[0] if len(found) == 1 else found)

    def _post_gene(self, parameters: Parameters) -> ServiceReply:
        name = "ids" if "ids" in parameters else "id"
        if name not in parameters:
            return _refusal(400, "Bad Request", missing="ids")
        terms = split_terms(parameters[name])
        if len(terms) > MOST_TERMS:
            return _refusal(400, "Bad Request", keyword="ids", max=MOST_TERMS, size=len(terms))
        rows: list[dict[str, object]] = []
        for term in terms:
            found = self._genes_by_id(term, parameters)
            rows += [{"query": term, **document} for document in found] or [{"query": term, "notfound": True}]
        return ServiceReply(200, rows)

    def _genes_by_id(self, text: str, parameters: Parameters) -> list[dict[str, object]]:
        shape = _document_shape(parameters, "all")
        found = rank_genes(self._search.find(text, ID_SCOPES), _taxa(parameters))
        documents = [self._documents.document(hit.gene, shape.roots) for hit in found]
        versioned = ({"_id": document.pop("_id"), "_version": 1, **document} for document in documents)
        return [shape_document(document, shape) for document in versioned]

    # -- /metadata --------------------------------------------------------------------------------------------

    @cached_property
    def _metadata(self) -> dict[str, object]:
        meta = self._reference.meta
        built = meta.get("build_date", "")
        coverage = self._reference.coverage()
        return {
            "biothing_type": "gene",
            "build_date": built,
            "build_version": built[:10].replace("-", ""),
            "software": "genenorm",
            "reference": self._reference.stamp,
            "src": {taxon.common: {"version": taxon.source} for taxon in (row.taxon for row in coverage)},
            "stats": {
                "total": sum(row.genes for row in coverage),
                "total_genes": sum(row.genes for row in coverage),
                "total_entrez_genes": sum(row.gene_ids for row in coverage),
                "total_ensembl_genes": sum(row.ensembl_ids for row in coverage),
                "total_species": len(coverage),
            },
            "taxonomy": {name: taxon for name, taxon in COMMON_NAMES.items() if taxon in self._reference.taxa},
        }


# -- parameters -------------------------------------------------------------------------------------------------------


def split_terms(text: str) -> list[str]:
    """Return the terms of a list, split as MyGene.info does: at commas, blanks, ``|`` and ``+`` outside quotes.

    >>> split_terms('"GRIN1","NMDA receptor,a" x+y')
    ['GRIN1', 'NMDA receptor,a', 'x', 'y']
    """
    found = (
        re.sub(r'\\(["\\])', r"\1", double) if double else single or word
        for double, single, word in _TERM.findall(text)
    )
    return [term.strip() for term in found if term.strip()]


def _document_shape(parameters: Parameters, default_fields: str) -> DocumentShape:
    given = (parameters[name] for name in ("fields", "filter", "field") if parameters.get(name))
    fields = tuple(split_terms(next(given, default_fields)))
    return DocumentShape(
        fields=None if "all" in fields else fields,
        dotfield=_flag(parameters, "dotfield"),
        always_list=tuple(split_terms(parameters.get("always_list", ""))),
        allow_null=tuple(split_terms(parameters.get("allow_null", ""))),
    )


def _taxa(parameters: Parameters) -> frozenset[int] | None:
    """Return the taxon ids of the species asked for, or ``None`` for all."""
    names = split_terms(parameters.get("species", ""))
    return None if not names or "all" in names else frozenset(parse_species(name) for name in names)


def _has_required_id(hit: ScoredGene, parameters: Parameters) -> bool:
    if _flag(parameters, "entrezonly") and hit.gene.gene_id is None:
        return False
    return bool(hit.gene.ensembl_id) or not _flag(parameters, "ensemblonly")


def _flag(parameters: Parameters, name: str) -> bool:
    return parameters.get(name, "false").casefold() in ("1", "true", "yes", "y", "t", "")


def _number(parameters: Parameters, names: tuple[str, ...], default: int, most: int) -> int:
    """Return the number given under the first of the names that is present, at most ``most``."""
    name = next((name for name in names if parameters.get(name)), "")
    if not name:
        return default
    text = parameters[name]
    number = whole_number(text)
    if number is None:
        raise QueryError(f"{name}: a whole number was expected, not {text[:40]!r}")
    return min(number, most)


def _encode_scroll_id(parameters: Parameters) -> str:
    """Return a ``scroll_id`` that contains the parameters of the next page, so that the server keeps no state."""
    return base64.urlsafe_b64encode(json.dumps(dict(parameters)).encode()).decode()


def _decode_scroll_id(text: str) -> Parameters:
    try:
        found = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise QueryError("scroll_id is not one of this server's") from error
    if not isinstance(found, dict):
        raise QueryError("scroll_id is not one of this server's")
    return {str(name): str(value) for name, value in found.items()}


# -- replies ----------------------------------------------------------------------------------------------------------


def _field_types(search: str) -> dict[str, object]:
    """Return the fields of documents whose names contain a text, each with its type."""
    numbers = {"taxid", "homologene.genes", "homologene.id"}
    authorities = {row.mygene_field for row in NOMENCLATURE}
    return {
        field: {"type": "integer" if field in numbers else "keyword" if field in authorities else "text"}
        for field in DOCUMENT_FIELDS
        if search.casefold() in field.casefold()
    }


def _refusal(status: int, error: str, **details: object) -> ServiceReply:
    return ServiceReply(status, {"code": status, "success": False, "error": error, **details})
