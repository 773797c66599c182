"""The candidates for the queries of a batch, each query answered by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from genenorm.core.context import NO_CONTEXT, Context
from genenorm.core.errors import UnknownTaxonError
from genenorm.core.model import Candidate, Gene, KeyRule, NameKind, Resolution, Status
from genenorm.index.identifiers import find_identifier
from genenorm.index.schema import FAMILY_KINDS, kind_of, target_of
from genenorm.resolver.answer_notes import SURE
from genenorm.resolver.doubt import Doubt, doubt_text, doubts_of_answer
from genenorm.resolver.resolver import Resolver
from genenorm.service.reconciliation.entities import FAMILY, GENE, GROUP, NOT_OF_GENES, Entities, Entity, EntityType
from genenorm.service.reconciliation.entity_properties import IDENTIFIERS, OTHER_NAMES, SPECIES, TEXT
from genenorm.service.reconciliation.query_forms import ReconciliationQuery
from genenorm.text.keys import fold

_IN_QUERIES = frozenset((*SPECIES, *IDENTIFIERS, *OTHER_NAMES, TEXT))
"""The properties that queries may have."""
_CERTAIN = 100.0
_LOWEST = 0.1
"""The lowest score in percent of a candidate that is shown; a rounded one would be 0."""


@dataclass(slots=True)
class _Found:
    """A candidate before it is written."""

    entity: Entity
    score: float
    """In percent."""
    words: list[str] = field(default_factory=list)
    """How it was found, and the doubts about it."""
    features: dict[str, bool | float] = field(default_factory=dict)
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query with its types and properties read."""

    name: str
    kinds: tuple[str, ...]
    """Types without species; empty when any will do."""
    taxa: tuple[int, ...]
    """The species asked for; empty for all."""
    is_possible: bool
    """Whether any entity can be of the types and species."""
    identifiers: tuple[str, ...]
    other_names: tuple[str, ...]
    text: str
    unknown: tuple[str, ...]
    """What the query restricts candidates by, and this service does not know."""

    def wants(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


class EntityCandidates:
    """Finds the candidates for queries.

    :param resolver: answers the names.
    :param entities: the entities of its index.

    >>> from genenorm.index.reference import Reference
    >>> resolver = Resolver(Reference.open())
    >>> found = EntityCandidates(resolver, Entities(resolver.reference))
    >>> [row["id"] for row in found.of_query(ReconciliationQuery(query="PSD95", limit=1))]
    ['NCBIGene:1742']
    """

    def __init__(self, resolver: Resolver, entities: Entities) -> None:
        self._resolver = resolver
        self._reference = resolver.reference
        self._entities = entities

    def of_batch(
        self, queries: Mapping[str, ReconciliationQuery], check: Callable[[], object] = lambda: None
    ) -> dict[str, dict[str, object]]:
        """Return the results of queries by their keys; no query changes the result of another.

        :param queries: the queries by their keys.
        :param check: is called before each query, and may raise to end the work.
        """
        contexts: dict[tuple[tuple[int, ...], str], Context] = {}  # one object for equal ones, which the resolver keeps
        results: dict[str, dict[str, object]] = {}
        for key, query in queries.items():
            check()
            results[key] = {"result": self._results(self._read(query), query.limit, contexts)}
        return results

    def of_query(self, query: ReconciliationQuery) -> list[dict[str, object]]:
        """Return the candidates of one query, the likeliest first."""
        return self._results(self._read(query), query.limit, {})

    # -- what is asked ------------------------------------------------------------------------------------------------

    def _read(self, query: ReconciliationQuery) -> _Asked:
        types = [self._entities.types[one] for one in query.types if one in self._entities.types]
        unknown = [] if types else [f"no type {one!r:.60}" for one in query.types]
        values: dict[str, list[str]] = {}
        for given in query.properties:
            if given.pid in _IN_QUERIES:
                values.setdefault(given.pid, []).extend(given.texts())
            else:
                unknown.append(f"no property {given.pid!r:.60} of queries")
        kinds = tuple(dict.fromkeys(one.kind for one in types))
        taxa, is_possible = _species_of_types(types, query.type_strict)
        if query.type_strict == "all" and (len(kinds) > 1 or len(types) < len(query.types)):
            is_possible = False
        if given_species := [value for pid in SPECIES for value in values.get(pid, ())]:
            known = tuple(dict.fromkeys(self._known_species(given_species)))
            both = known if taxa is None else tuple(one for one in known if one in taxa)
            is_possible = is_possible and bool(both)
            taxa = both
        names = [value for pid in OTHER_NAMES for value in values.get(pid, ())]
        name = query.query.strip()
        if not name and names:
            name, *names = names
        return _Asked(
            name=name,
            kinds=kinds,
            taxa=taxa or (),
            is_possible=is_possible,
            identifiers=tuple(value for pid in IDENTIFIERS for value in values.get(pid, ())),
            other_names=tuple(dict.fromkeys(other for other in names if other != name)),
            text=" ".join(values.get(TEXT, ())),
            unknown=tuple(unknown),
        )

    def _known_species(self, names: Iterable[str]) -> Iterator[int]:
        for name in names:
            try:
                yield self._reference.taxon(name.removeprefix("NCBITaxon:")).taxon_id
            except UnknownTaxonError:  # a cell of a table may be of any species, and has no gene here
                continue

    # -- candidates ---------------------------------------------------------------------------------------------------

    def _results(
        self, asked: _Asked, limit: int, contexts: dict[tuple[tuple[int, ...], str], Context]
    ) -> list[dict[str, object]]:
        if not asked.is_possible:
            return []
        context = NO_CONTEXT
        if asked.taxa or asked.text:
            key = asked.taxa, asked.text
            context = contexts.get(key) or contexts.setdefault(key, Context(species=asked.taxa, text=asked.text))
        found = self._by_id(asked)
        if found is None:
            found = self._found(asked, context)
        found = [one for one in found if one.score >= _LOWEST]
        found.sort(key=lambda one: -one.score)  # stable: equal ones stay in their order
        for one in found[0 if asked.unknown else 1 :]:
            one.is_match = False
        if asked.unknown and found:
            found[0].words.append(f"doubt: this service has {asked.unknown[0]}")
        return [self._document(one) for one in found[:limit]]

    def _by_id(self, asked: _Asked) -> list[_Found] | None:
        """Return the family or group of which the name is the id; ``None`` for another name."""
        if not asked.name.startswith(NOT_OF_GENES):
            return None
        entity = self._entities.find(asked.name)
        if entity is None or not asked.wants(self._entities.types_of(entity)[-1].id):
            return None
        return [_Found(entity, _CERTAIN, ["its id"], {"identifier": True}, is_match=True)]

    def _found(self, asked: _Asked, context: Context) -> list[_Found]:
        answer = self._resolver.resolve(asked.name, context) if asked.name else None
        found: list[_Found] = []
        if asked.wants(FAMILY) and answer is not None:
            found += self._families(asked, answer)
        if not (asked.wants(GENE) or asked.wants(GROUP)):
            return found
        if answer is not None and asked.other_names:
            answer, genes = self._with_other_names(asked, answer, context)
        else:
            genes = [] if answer is None else self._genes(answer, asked.taxa)
        if asked.identifiers:
            genes = self._with_identifiers(asked, genes)
        if GROUP in asked.kinds:
            found += self._groups(asked, answer, genes)
        elif not asked.kinds and answer is not None and answer.status is Status.GROUP and answer.gene_meant is not None:
            meant = answer.gene_meant  # of several species, so that the group is what the name means
            found += [one for one in self._groups(asked, answer, genes) if one.entity.key == meant.group]
        return [*found, *genes] if asked.wants(GENE) else found

    def _genes(self, answer: Resolution, taxa: Sequence[int]) -> list[_Found]:
        """Return the genes of an answer, the answered one as a match when there is no doubt about it."""
        doubts = doubts_of_answer(answer, taxa)
        found = [_of_candidate(candidate) for candidate in answer.candidates]
        if not found:
            words = [f"one of {len(answer.members)} genes that are named"]
            found = [_Found(gene, 100 * answer.score, list(words)) for gene in answer.members]
        gene = answer.gene
        for one in found:
            if gene is not None and one.entity == gene:
                one.is_match = answer.status is Status.RESOLVED and not doubts
        if doubts and found:
            found[0].words.append(f"doubt: {doubt_text(doubts)}")
        return found

    def _with_other_names(self, asked: _Asked, answer: Resolution, context: Context) -> tuple[Resolution, list[_Found]]:
        """Return the answer and its genes with what the other names of the row say."""
        others = [self._resolver.resolve(name, context) for name in asked.other_names]
        sure = [other.gene for other in others if other.gene is not None and not doubts_of_answer(other, asked.taxa)]
        meant = answer.gene
        known = {candidate.gene.key for candidate in answer.candidates}
        agreed = [gene for gene in dict.fromkeys(sure) if gene.key in known]
        if len(agreed) == 1 and agreed[0].gene_id is not None:  # as if a program had given its GeneID to the name
            meant = agreed[0]
            answer = self._resolver.resolve_all([asked.name], context, {asked.name: [agreed[0].gene_id]})[0]
            found = [_of_candidate(candidate) for candidate in answer.candidates]
        else:
            found = self._genes(answer, asked.taxa)
        agrees = all(gene == meant for gene in sure)
        for one in found:
            is_decided = bool(agreed) and one.entity == meant
            one.is_match = agrees and (is_decided or one.is_match)
            if is_decided:
                one.words.append("another name of the row means it")
        if not agrees and found:
            found[0].words.append("doubt: the other names mean another gene")
        rows = {one.entity.key for one in found}
        for other in others:
            more = [one for one in self._genes(other, asked.taxa) if one.entity.key not in rows]
            for one in more:
                one.is_match = False
            rows.update(one.entity.key for one in more)
            found += more
        for one in found:
            one.features["other_name"] = any(gene == one.entity for gene in sure)
        return answer, found

    def _with_identifiers(self, asked: _Asked, named: list[_Found]) -> list[_Found]:
        """Return the genes of the identifiers of a row, then those of its names; an identifier decides."""
        matches = [find_identifier(self._reference, text) for text in asked.identifiers]
        given = {match.gene.key: match for match in matches if match is not None and match.gene is not None}
        found = []
        is_certain = len(given) == 1 and None not in matches and not any(match.retired for match in given.values())
        for match in given.values():
            gene = match.gene
            assert gene is not None
            doubts = []
            if match.retired:
                doubts.append("retired identifier")
            if len(given) > 1:
                doubts.append("the identifiers are of different genes")
            if asked.taxa and gene.taxon_id not in asked.taxa:
                doubts.append("of another species than asked for")
            if asked.name and not self._is_name_of(asked.name, gene):
                doubts.append("the name is not known for it")
            words = ["its identifier", *(f"doubt: {doubt}" for doubt in doubts)]
            one = next((one for one in named if one.entity == gene), _Found(gene, _CERTAIN))
            one.score, one.is_match = _CERTAIN, is_certain and not doubts
            one.words = words
            found.append(one)
        is_settled = len(found) == 1 and found[0].is_match
        others = [] if is_settled else [one for one in named if one.entity.key not in given]
        for one in others:
            one.is_match = False
            if given:
                one.score = min(one.score, _CERTAIN - 1)
            elif one is others[0]:
                one.words.append("doubt: the identifier is not in the index")
        for one in (*found, *others):
            one.features["identifier"] = one.entity.key in given
        return [*found, *others]

    def _is_name_of(self, name: str, gene: Gene) -> bool:
        answer = self._resolver.resolve(name, Context(species=gene.taxon_id))
        return any(candidate.gene == gene for candidate in answer.candidates)

    def _families(self, asked: _Asked, answer: Resolution) -> list[_Found]:
        """Return the families of a name; a match only where families were asked for."""
        found: list[_Found] = []
        of_answer = self._entities.family_of_note(answer.note) if answer.status is Status.FAMILY else None
        if asked.kinds:
            words = self._reference.postings(key) if (key := fold(asked.name)) is not None else ()
            rows = dict.fromkeys(target_of(word) for word in words if kind_of(word) in FAMILY_KINDS)
            score = _CERTAIN / max(len(rows), 1)
            found = [_Found(self._reference.family(row), score, ["a name of it"]) for row in rows]
        if of_answer is not None and all(one.entity != of_answer for one in found):
            found.append(_Found(of_answer, 100 * answer.score, [answer.name_kind, *_rule_words(answer.rule)]))
        if len(found) == 1 and asked.kinds == (FAMILY,):
            found[0].is_match = found[0].score >= 100 * SURE
        return found

    def _groups(self, asked: _Asked, answer: Resolution | None, genes: Sequence[_Found]) -> list[_Found]:
        """Return the homology groups of genes; for a group, an open species is no doubt."""
        found: dict[int, _Found] = {}
        for one in genes:
            assert isinstance(one.entity, Gene)
            group = self._entities.group_of(one.entity)
            if group is not None:
                words = [f"of {self._entities.name(one.entity)}"]
                known = found.setdefault(group.key, _Found(group, 0.0, words))
                known.score = min(known.score + one.score, _CERTAIN)
        meant = answer.gene_meant if answer is not None else genes[0].entity if genes else None
        doubts = set(doubts_of_answer(answer, asked.taxa)) - {Doubt.SPECIES} if answer is not None else set()
        if answer is not None and answer.status is Status.GROUP:
            doubts -= {Doubt.SECOND}  # of genes of the group itself
        if asked.kinds == (GROUP,) and isinstance(meant, Gene) and meant.group in found and not doubts:
            is_contradicted = bool(asked.identifiers) and not (genes and genes[0].is_match)
            sure = found[meant.group].score >= 100 * SURE
            found[meant.group].is_match = sure and not is_contradicted
        return list(found.values())

    def _document(self, found: _Found) -> dict[str, object]:
        entities, entity = self._entities, found.entity
        words = "; ".join((entities.description(entity), *filter(None, found.words)))
        return {
            "id": entities.id(entity),
            "name": entities.name(entity),
            "description": words,
            "type": [{"id": kind.id, "name": kind.name} for kind in entities.types_of(entity)],
            "score": round(found.score, 1),
            "match": found.is_match,
            "features": [{"id": name, "value": value} for name, value in found.features.items()],
        }


def _of_candidate(candidate: Candidate) -> _Found:
    match = candidate.match
    words = [match.kind.label, *_rule_words(match.rule)]
    if match.via is not None:
        words.append(f"through its ortholog {match.via.symbol}")
    features: dict[str, bool | float] = {
        "official_symbol": match.kind is NameKind.SYMBOL and match.via is None,
        "as_written": match.rule is KeyRule.AS_WRITTEN,
        "through_ortholog": match.via is not None,
        "prior": round(candidate.gene.weight / 255, 3),
    }
    return _Found(candidate.gene, 100 * candidate.score, words, features)


def _rule_words(rule: KeyRule | None) -> list[str]:
    return [] if rule is None or rule in (KeyRule.AS_WRITTEN, KeyRule.IDENTIFIER) else [rule.value]


def _species_of_types(types: Sequence[EntityType], strict: str) -> tuple[tuple[int, ...] | None, bool]:
    """Return the species of the types asked for, if they restrict it, and whether any gene can be of them."""
    genes = [one for one in types if one.kind == GENE]
    taxa = tuple(dict.fromkeys(one.taxon_id for one in genes if one.taxon_id is not None))
    if strict == "all":
        return taxa or None, len(taxa) <= 1
    return (taxa if taxa and all(one.taxon_id for one in genes) else None), True
