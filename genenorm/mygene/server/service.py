"""From a request's path and parameters to the answer MyGene.info would give; no HTTP in here."""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from genenorm.index.reference import Reference
from genenorm.mygene.server.document_shape import Shape, shaped
from genenorm.mygene.server.gene_documents import AUTHORITY_FIELDS, COMMON_NAMES, FIELDS, Documents
from genenorm.mygene.server.query import Query, QueryError, taxon_id
from genenorm.mygene.server.search import ID_SCOPES, Hit, Search, known_scope, ranked

MOST_TERMS = 1000
"""Terms of one request, and hits of one answer, as at MyGene.info."""

_DEFAULT_FIELDS = "name,symbol,taxid,entrezgene"
_TERM = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'|([^\s|,+]+)')
_PAGE = 1000

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: HTTP status and what becomes its JSON body."""

    status: int
    body: object


class Service:
    """MyGene's endpoints over a reference index."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._documents = Documents(reference)
        self._search = Search(reference, lambda prefix: self._documents.names.beginning_with(prefix))
        self._query = Query(reference, self._search, self._documents)
        # Pages of one query follow one another: the last answers are kept whole.
        self._ranked = lru_cache(maxsize=2)(lambda text, taxa: ranked(self._query.find(text), taxa))

    def answer(self, method: str, path: str, parameters: Parameters) -> Reply:
        """Return the answer to ``GET`` or ``POST`` of a path such as ``/v3/query``."""
        parts = [part for part in path.split("/") if part]
        parts = parts[1:] if parts[:1] == ["v3"] else parts
        try:
            match method, *parts:
                case "GET", "query":
                    return self._query_one(parameters)
                case "POST", "query":
                    return self._query_many(parameters)
                case "GET", "gene", text:
                    return self._gene(text, parameters)
                case "POST", "gene":
                    return self._genes(parameters)
                case "GET", "metadata":
                    return Reply(200, self._metadata)
                case "GET", "metadata", "fields":
                    return Reply(200, _fields(parameters.get("search", "")))
        except QueryError as error:
            return _refusal(400, str(error))
        return _refusal(404, "Not Found.")

    # -- /query -----------------------------------------------------------------------------------------------

    def _query_one(self, parameters: Parameters) -> Reply:
        started = time.perf_counter()
        if scroll := parameters.get("scroll_id"):
            parameters = _unscroll(scroll)
        if "q" not in parameters:
            return _refusal(400, "Bad Request", missing="q")
        whole = _flag(parameters, "fetch_all")
        start = _number(parameters, "from", _number(parameters, "skip", 0, 10**9), 10**9)
        size = _PAGE if whole else _number(parameters, "size", _number(parameters, "limit", 10, MOST_TERMS), MOST_TERMS)
        hits = self._ranked(parameters["q"], _taxa(parameters))
        hits = [hit for hit in hits if _has_required_id(hit, parameters)]
        if whole and start and start >= len(hits):
            return Reply(200, {"success": False, "status": 404, "error": "No results to return."})
        shape = _shape(parameters, _DEFAULT_FIELDS)
        body: dict[str, object] = {
            "took": round((time.perf_counter() - started) * 1000),
            "total": len(hits),
            "max_score": hits[0].score if hits else None,
            "hits": [self._hit(hit, shape) for hit in hits[start : start + size]],
        }
        if whole:
            body["_scroll_id"] = _scroll({**parameters, "from": str(start + size)})
        return Reply(200, body)

    def _query_many(self, parameters: Parameters) -> Reply:
        if "q" not in parameters:
            return _refusal(400, "Bad Request", missing="q")
        terms = split_terms(parameters["q"])
        if len(terms) > MOST_TERMS:
            return _refusal(400, "Bad Request", keyword="q", max=MOST_TERMS, size=len(terms))
        wanted = split_terms(parameters.get("scopes", "")) or list(ID_SCOPES)
        scopes = tuple(dict.fromkeys(scope for name in wanted if (scope := known_scope(name))))
        if not scopes:
            return _refusal(400, f"this server's index has no field {', '.join(wanted)} to search in")
        shape, taxa = _shape(parameters, _DEFAULT_FIELDS), _taxa(parameters)
        size, start = _number(parameters, "size", 10, MOST_TERMS), _number(parameters, "from", 0, 10**9)
        rows: list[dict[str, object]] = []
        for term in terms:
            hits = ranked(self._search.find(term.removesuffix("*"), scopes), taxa)
            hits = [hit for hit in hits if _has_required_id(hit, parameters)][start : start + size]
            rows += [{"query": term, **self._hit(hit, shape)} for hit in hits]
            rows += [] if hits else [{"query": term, "notfound": True}]
        return Reply(200, rows)

    def _hit(self, hit: Hit, shape: Shape) -> dict[str, object]:
        document = self._documents.document(hit.gene, shape.roots)
        return shaped({"_id": document.pop("_id"), "_score": hit.score, **document}, shape)

    # -- /gene ------------------------------------------------------------------------------------------------

    def _gene(self, text: str, parameters: Parameters) -> Reply:
        found = self._by_id(text, parameters)
        if not found:
            return _refusal(404, "Not Found.")
        return Reply(200, found[0] if len(found) == 1 else found)

    def _genes(self, parameters: Parameters) -> Reply:
        name = "ids" if "ids" in parameters else "id"
        if name not in parameters:
            return _refusal(400, "Bad Request", missing="ids")
        terms = split_terms(parameters[name])
        if len(terms) > MOST_TERMS:
            return _refusal(400, "Bad Request", keyword="ids", max=MOST_TERMS, size=len(terms))
        rows: list[dict[str, object]] = []
        for term in terms:
            found = self._by_id(term, parameters)
            rows += [{"query": term, **document} for document in found] or [{"query": term, "notfound": True}]
        return Reply(200, rows)

    def _by_id(self, text: str, parameters: Parameters) -> list[dict[str, object]]:
        shape = _shape(parameters, "all")
        found = ranked(self._search.find(text, ID_SCOPES), _taxa(parameters))
        documents = [self._documents.document(hit.gene, shape.roots) for hit in found]
        return [shaped({"_id": document.pop("_id"), "_version": 1, **document}, shape) for document in documents]

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
            "src": {taxon.common: {"version": taxon.source} for taxon, *_ in coverage},
            "stats": {
                "total": sum(row[1] for row in coverage),
                "total_genes": sum(row[1] for row in coverage),
                "total_entrez_genes": sum(row[2] for row in coverage),
                "total_ensembl_genes": sum(row[3] for row in coverage),
                "total_species": len(coverage),
            },
            "taxonomy": {name: taxon for name, taxon in COMMON_NAMES.items() if taxon in self._reference.taxa},
        }


def split_terms(text: str) -> list[str]:
    """Split a list of terms as MyGene.info does: at commas, blanks, ``|`` and ``+``, but not within quotes.

    >>> split_terms('"GRIN1","NMDA receptor,a" x+y')
    ['GRIN1', 'NMDA receptor,a', 'x', 'y']
    """
    found = (
        re.sub(r'\\(["\\])', r"\1", double) if double else single or word
        for double, single, word in _TERM.findall(text)
    )
    return [term.strip() for term in found if term.strip()]


def _shape(parameters: Parameters, default: str) -> Shape:
    names = next((parameters[name] for name in ("fields", "filter", "field") if parameters.get(name)), default)
    fields = tuple(split_terms(names))
    return Shape(
        fields=None if "all" in fields else fields,
        dotfield=_flag(parameters, "dotfield"),
        always_list=tuple(split_terms(parameters.get("always_list", ""))),
        allow_null=tuple(split_terms(parameters.get("allow_null", ""))),
    )


def _taxa(parameters: Parameters) -> frozenset[int] | None:
    names = split_terms(parameters.get("species", ""))
    return None if not names or "all" in names else frozenset(taxon_id(name) for name in names)


def _has_required_id(hit: Hit, parameters: Parameters) -> bool:
    if _flag(parameters, "entrezonly") and hit.gene.gene_id is None:
        return False
    return bool(hit.gene.ensembl_id) or not _flag(parameters, "ensemblonly")


def _flag(parameters: Parameters, name: str) -> bool:
    return parameters.get(name, "false").casefold() in ("1", "true", "yes", "y", "t", "")


def _number(parameters: Parameters, name: str, default: int, most: int) -> int:
    text = parameters.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit()):
        raise QueryError(f"{name}: a whole number was expected, not {text!r}")
    return min(int(text[:12]), most)


def _scroll(parameters: Parameters) -> str:
    return base64.urlsafe_b64encode(json.dumps(dict(parameters)).encode()).decode()


def _unscroll(text: str) -> Parameters:
    try:
        found = json.loads(base64.urlsafe_b64decode(text.encode()))
    except (binascii.Error, ValueError) as error:
        raise QueryError("scroll_id is not one of this server's") from error
    if not isinstance(found, dict):
        raise QueryError("scroll_id is not one of this server's")
    return {str(name): str(value) for name, value in found.items()}


def _fields(search: str) -> dict[str, object]:
    numbers = {"taxid", "homologene.genes", "homologene.id"}
    authorities = {field for field, _ in AUTHORITY_FIELDS.values()}
    return {
        field: {"type": "integer" if field in numbers else "keyword" if field in authorities else "text"}
        for field in FIELDS
        if search.casefold() in field.casefold()
    }


def _refusal(status: int, error: str, **details: object) -> Reply:
    return Reply(status, {"code": status, "success": False, "error": error, **details})
