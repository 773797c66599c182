"""The query language of ``GET /query``: words, ``field:value``, quotes, ``AND``, ``OR``, ``NOT`` and brackets.

::

    query  = all { "OR" all }
    all    = clause { ["AND"] clause }
    clause = "NOT" clause | "(" query ")" | [field ":"] (word | "quoted text")

Consecutive words without a field are one name (``insulin receptor``). A ``*`` is allowed at the end of a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from genenorm.core.model import Gene
from genenorm.core.numbers import whole_number
from genenorm.index.reference import Reference
from genenorm.mygene.server.gene_documents import COMMON_NAMES, GeneDocuments
from genenorm.mygene.server.search import EVERYWHERE, GeneSearch, ScoredGene, known_scope

_TOKEN = re.compile(
    r'\s*(?:(?P<bracket>[()])|(?:(?P<field>[A-Za-z_][\w.-]*):)?(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s()"]+))?)'
)
_FILTERS = ("taxid", "species", "type_of_gene")
"""Fields that only restrict what other clauses find."""
_MOST_LEVELS = 20
"""The most nested brackets, so that a query cannot exhaust the stack."""


class QueryError(ValueError):
    """A query that this server cannot answer; the text gives the reason."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a query: the genes it finds, and the condition it sets for genes that other parts find."""

    genes: dict[int, ScoredGene] | None
    """The genes found, by row number of the index; ``None`` if the clause only sets a condition."""
    accepts: Callable[[Gene], bool]
    """Whether a gene meets the condition."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """``word``, ``(``, ``)``, ``AND``, ``OR`` or ``NOT``."""
    text: str = ""
    field: str = ""
    is_bare: bool = False
    """Whether it is a word without quotes or field."""


class QueryEngine:
    """Answers queries in MyGene's query language from the index."""

    def __init__(self, reference: Reference, search: GeneSearch, documents: GeneDocuments) -> None:
        self._reference = reference
        self._search = search
        self._documents = documents

    def find(self, text: str) -> dict[int, ScoredGene]:
        """Return the genes that a query finds, by row number of the index; ``__all__`` finds every gene.

        Raises QueryError if the query cannot be parsed, or has only filters and nothing to search for.
        """
        if text.strip() == "__all__":
            return {gene.key: ScoredGene(gene, 1.0) for gene in self._reference.genes()}
        clause, rest = self._parse_query(list(_tokens(text)), 0)
        if rest:
            raise QueryError(f"unexpected {rest[0].text or rest[0].kind!r} in {text!r}")
        if clause.genes is None:
            raise QueryError(f"{text!r} only filters; name a gene to search for, or use __all__ with species=")
        return clause.genes

    # Each of these parses one rule of the grammar and returns its result with the tokens that follow it.

    def _parse_query(self, tokens: list[_Token], level: int) -> tuple[Clause, list[_Token]]:
        clause, tokens = self._parse_all(tokens, level)
        while tokens and tokens[0].kind == "OR":
            other, tokens = self._parse_all(tokens[1:], level)
            clause = _either(clause, other)
        return clause, tokens

    def _parse_all(self, tokens: list[_Token], level: int) -> tuple[Clause, list[_Token]]:
        clause, tokens = self._parse_clause(tokens, level)
        while tokens and tokens[0].kind not in ("OR", ")"):
            if tokens[0].kind == "AND":
                tokens = tokens[1:]
            other, tokens = self._parse_clause(tokens, level)
            clause = _both(clause, other)
        return clause, tokens

    def _parse_clause(self, tokens: list[_Token], level: int) -> tuple[Clause, list[_Token]]:
        if not tokens:
            raise QueryError("the query ends where a word was expected")
        if level > _MOST_LEVELS:
            raise QueryError("the query has too many brackets within brackets")
        head, rest = tokens[0], tokens[1:]
        if head.kind == "NOT":
            clause, rest = self._parse_clause(rest, level + 1)
            return Clause(None, lambda gene: not clause.accepts(gene)), rest
        if head.kind == "(":
            clause, rest = self._parse_query(rest, level + 1)
            if not rest or rest[0].kind != ")":
                raise QueryError("a bracket is not closed")
            return clause, rest[1:]
        if head.kind != "word":
            raise QueryError(f"a word was expected before {head.kind}")
        words = [head.text]
        while head.is_bare and rest and rest[0].is_bare:
            words.append(rest[0].text)
            rest = rest[1:]
        return self._term(head.field, " ".join(words)), rest

    def _term(self, field: str, text: str) -> Clause:
        if "?" in text or "*" in text[:-1]:
            raise QueryError(f"{text!r}: the only wildcard that this server supports is a * at the end of a word")
        if field in _FILTERS:
            return Clause(None, self._filter(field, text))
        scope = known_scope(field) if field else None
        if field and scope is None:
            raise QueryError(f"this server's index has no field {field!r} to search in")
        genes = self._search.find(text, (scope,) if scope else EVERYWHERE)
        return Clause(genes, lambda gene: gene.key in genes)

    def _filter(self, field: str, text: str) -> Callable[[Gene], bool]:
        if field == "type_of_gene":
            roots = frozenset(("type_of_gene",))
            return lambda gene: self._documents.document(gene, roots).get("type_of_gene") == text
        taxon_id = parse_species(text)
        return lambda gene: gene.taxon_id == taxon_id


def parse_species(text: str) -> int:
    """Return the taxon id of a species given as MyGene.info accepts it: by taxon id or one of nine common names.

    Raises QueryError for other names.

    >>> parse_species("human"), parse_species("9823")
    (9606, 9823)
    """
    text = text.strip().casefold()
    if (number := whole_number(text)) is not None:
        return number
    if text in COMMON_NAMES:
        return COMMON_NAMES[text]
    raise QueryError("cannot map some species to taxids.")


def _both(left: Clause, right: Clause) -> Clause:
    """Return the clause for ``left AND right``; a gene that both find has the sum of its scores."""

    def accepts(gene: Gene) -> bool:
        return left.accepts(gene) and right.accepts(gene)

    finders = [clause.genes for clause in (left, right) if clause.genes is not None]
    if not finders:
        return Clause(None, accepts)
    genes = {
        key: ScoredGene(found.gene, round(sum(finder[key].score for finder in finders if key in finder), 4))
        for key, found in finders[0].items()
        if accepts(found.gene)
    }
    return Clause(genes, accepts)


def _either(left: Clause, right: Clause) -> Clause:
    """Return the clause for ``left OR right``; a gene that both find has the higher score."""
    if left.genes is None or right.genes is None:
        raise QueryError("OR needs something to search for on both sides")
    genes = dict(left.genes)
    for key, found in right.genes.items():
        if key not in genes or genes[key].score < found.score:
            genes[key] = found
    return Clause(genes, lambda gene: left.accepts(gene) or right.accepts(gene))


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None or match.end() == position:
            raise QueryError(f"cannot read {text[position:]!r}; is a quote not closed?")
        position = match.end()
        field, quoted, word = match["field"] or "", match["quoted"], match["word"]
        if match["bracket"]:
            yield _Token(match["bracket"])
        elif quoted is not None:
            yield _Token("word", re.sub(r"\\(.)", r"\1", quoted), field)
        elif word is None:
            if not text[position:].lstrip().startswith("("):
                raise QueryError(f"{field}: has no value")
            raise QueryError(f"{field}:( … ) is not supported; write {field}:a OR {field}:b")
        elif word in ("AND", "OR", "NOT") and not field:
            yield _Token(word)
        else:
            yield _Token("word", re.sub(r"\\(.)", r"\1", word), field, is_bare=not field)
