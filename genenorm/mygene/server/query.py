"""The query language of ``GET /query``: words, ``field:value``, quotes, ``AND``, ``OR``, ``NOT`` and brackets.

::

    query    = both { "OR" both }
    both     = one { ["AND"] one }
    one      = "NOT" one | "(" query ")" | [field ":"] (word | "quoted text")

Bare words that follow one another are one name (``insulin receptor``). Wildcards stand at a word's end only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from genenorm.core.model import Gene
from genenorm.index.reference import Reference
from genenorm.mygene.server.gene_documents import COMMON_NAMES, Documents
from genenorm.mygene.server.search import EVERYWHERE, Hit, Search, known_scope

_TOKEN = re.compile(
    r'\s*(?:(?P<bracket>[()])|(?:(?P<field>[A-Za-z_][\w.-]*):)?(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<word>[^\s()"]+))?)'
)
_FILTERS = ("taxid", "species", "type_of_gene")
_DEEPEST = 20
"""Brackets within brackets that are still a person's query."""


class QueryError(ValueError):
    """A query that this server cannot read; the text says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a part of a query says: the genes it finds, if it names any, and what it demands of a gene."""

    hits: dict[int, Hit] | None
    test: Callable[[Gene], bool]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """``word``, ``(``, ``)``, ``AND``, ``OR``, ``NOT``."""
    text: str = ""
    field: str = ""
    bare: bool = False


class Query:
    """Answers queries in MyGene's language from the index."""

    def __init__(self, reference: Reference, search: Search, documents: Documents) -> None:
        self._reference = reference
        self._search = search
        self._documents = documents

    def find(self, text: str) -> dict[int, Hit]:
        """Return the genes a query finds, by row number; ``__all__`` finds every one.

        Raises QueryError when the query cannot be read, or names nothing to search for.
        """
        if text.strip() == "__all__":
            return {gene.key: Hit(gene, 1.0) for gene in self._reference.genes()}
        tokens = list(_tokens(text))
        found, rest = self._either(tokens, 0)
        if rest:
            raise QueryError(f"unexpected {rest[0].text or rest[0].kind!r} in {text!r}")
        if found.hits is None:
            raise QueryError(f"{text!r} only filters; name a gene to search for, or use __all__ with species=")
        return found.hits

    def _either(self, tokens: list[_Token], depth: int) -> tuple[Found, list[_Token]]:
        found, tokens = self._both(tokens, depth)
        while tokens and tokens[0].kind == "OR":
            other, tokens = self._both(tokens[1:], depth)
            found = _or(found, other)
        return found, tokens

    def _both(self, tokens: list[_Token], depth: int) -> tuple[Found, list[_Token]]:
        found, tokens = self._one(tokens, depth)
        while tokens and tokens[0].kind not in ("OR", ")"):
            if tokens[0].kind == "AND":
                tokens = tokens[1:]
            other, tokens = self._one(tokens, depth)
            found = _and(found, other)
        return found, tokens

    def _one(self, tokens: list[_Token], depth: int) -> tuple[Found, list[_Token]]:
        if not tokens:
            raise QueryError("the query ends where a word was expected")
        if depth > _DEEPEST:
            raise QueryError("the query has too many brackets within brackets")
        head, rest = tokens[0], tokens[1:]
        if head.kind == "NOT":
            found, rest = self._one(rest, depth + 1)
            return Found(None, lambda gene: not found.test(gene)), rest
        if head.kind == "(":
            found, rest = self._either(rest, depth + 1)
            if not rest or rest[0].kind != ")":
                raise QueryError("a bracket is not closed")
            return found, rest[1:]
        if head.kind != "word":
            raise QueryError(f"a word was expected before {head.kind}")
        texts = [head.text]
        while head.bare and rest and rest[0].bare:
            texts.append(rest[0].text)
            rest = rest[1:]
        return self._term(head.field, " ".join(texts)), rest

    def _term(self, field: str, text: str) -> Found:
        if "?" in text or "*" in text[:-1]:
            raise QueryError(f"{text!r}: this server knows a * at the end of a word, and no other wildcard")
        if field in _FILTERS:
            return Found(None, self._filter(field, text))
        scope = known_scope(field) if field else None
        if field and scope is None:
            raise QueryError(f"this server's index has no field {field!r} to search in")
        hits = self._search.find(text, (scope,) if scope else EVERYWHERE)
        return Found(hits, lambda gene: gene.key in hits)

    def _filter(self, field: str, text: str) -> Callable[[Gene], bool]:
        if field == "type_of_gene":
            kind = frozenset(("type_of_gene",))
            return lambda gene: self._documents.document(gene, kind).get("type_of_gene") == text
        taxon = taxon_id(text)
        return lambda gene: gene.taxon_id == taxon


def taxon_id(text: str) -> int:
    """Return the taxon id of a species as MyGene.info takes it: a number, or one of nine common names.

    >>> taxon_id("human"), taxon_id("9823")
    (9606, 9823)
    """
    text = text.strip().casefold()
    if text.isascii() and text.isdigit():
        return int(text)
    if text in COMMON_NAMES:
        return COMMON_NAMES[text]
    raise QueryError("cannot map some species to taxids.")


def _and(left: Found, right: Found) -> Found:
    def test(gene: Gene) -> bool:
        return left.test(gene) and right.test(gene)

    finders = [side.hits for side in (left, right) if side.hits is not None]
    if not finders:
        return Found(None, test)
    hits = {
        key: Hit(hit.gene, round(sum(finder[key].score for finder in finders if key in finder), 4))
        for key, hit in finders[0].items()
        if test(hit.gene)
    }
    return Found(hits, test)


def _or(left: Found, right: Found) -> Found:
    if left.hits is None or right.hits is None:
        raise QueryError("OR needs something to search for on both sides")
    hits = dict(left.hits)
    for key, hit in right.hits.items():
        if key not in hits or hits[key].score < hit.score:
            hits[key] = hit
    return Found(hits, lambda gene: left.test(gene) or right.test(gene))


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
            raise QueryError(f"{field}:( … ) is not known here; write {field}:a OR {field}:b")
        elif word in ("AND", "OR", "NOT") and not field:
            yield _Token(word)
        else:
            yield _Token("word", re.sub(r"\\(.)", r"\1", word), field, bare=not field)
