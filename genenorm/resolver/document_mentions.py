"""Resolving the gene mentions of a document: species near the mention, long forms, and the document's other names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from genenorm.core.evidence import Evidence, Terms
from genenorm.core.model import Candidate, Document, Gene, Mention, Resolution
from genenorm.records.record import is_gene
from genenorm.resolver.context_evidence import View, make_view
from genenorm.resolver.proposals import Gathered
from genenorm.resolver.rank import Extra
from genenorm.resolver.resolver import Resolver
from genenorm.text.abbreviations import definitions
from genenorm.text.keys import Key
from genenorm.text.species_words import Context, SpeciesMention

_WORD = re.compile(r"[A-Za-z]{3,}")
_COMMON = frozenset(
    _WORD.findall(
        "and the for with protein gene receptor factor member family type alpha beta gamma delta subunit like domain "
        "containing associated homolog chain group class binding homologous related isoform precursor"
    )
)
"""Words that full names share and that say nothing about which gene is meant."""


def context_of(document: Document) -> Context:
    """Return a document's context; its own species annotations are used when it has any."""
    species = tuple(
        SpeciesMention(mention.start, mention.end, int(taxon), 1.0)
        for mention in document.mentions
        if mention.kind.casefold() in ("species", "organismtaxon")
        for taxon in mention.ids
        if taxon.removeprefix("*").isdigit()
    )
    return Context(title=document.title, text=document.text, mentions=species)


def best_genes(resolution: Resolution) -> tuple[Gene, ...]:
    """Return the genes a mention is annotated with, decided or not: the several it names, else its likeliest one."""
    if resolution.candidates:
        return (resolution.candidates[0].gene,)
    return resolution.members


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What one document says, prepared once for all its names."""

    view: View
    long_forms: Mapping[str, str]
    words: frozenset[str]
    gathered: Mapping[str, Gathered]
    names_of_group: Mapping[int, frozenset[Key]]
    """Per homology group, the keys of the names in this document that may mean it."""
    near: Mapping[str, Mapping[int, Terms]]
    """Per name and taxon, what stands near the name's mentions."""


class DocumentResolver:
    """Resolves the mentions of documents with a Resolver's index and weights.

    A name means the same gene wherever it stands in one document: what stands near any of its mentions counts for all.
    """

    def __init__(self, resolver: Resolver, species: tuple[int, ...] = ()) -> None:
        self.resolver = resolver
        self.species = species
        """Taxon ids asked for: every mention is answered with a gene of one of these."""

    def resolve(self, document: Document) -> list[Resolution | None]:
        """Return one answer per mention in order; ``None`` for mentions of other kinds."""
        prepared = self.prepare(document)
        names = dict.fromkeys(mention.text for mention in document.mentions if is_gene(mention))
        answers = {name: self._resolve_name(name, prepared) for name in names}
        if self.resolver.live is not None:
            context = Context(species=self.species)
            news = self.resolver.live.look_up(self.resolver.reference, prepared.gathered, answers, context)
            prepared = replace(prepared, gathered={**prepared.gathered, **news.gathered})
            answers |= {name: self._resolve_name(name, prepared) for name in news.gathered}
            answers = {name: news.noted(answer) for name, answer in answers.items()}
        return [answers[mention.text] if is_gene(mention) else None for mention in document.mentions]

    def prepare(self, document: Document) -> DocumentView:
        """Return what a document says of its genes."""
        view = replace(
            make_view(self.resolver.reference, replace(context_of(document), species=self.species)),
            prose=True,
            listed=0.0,
        )
        genes = [mention for mention in document.mentions if is_gene(mention)]
        names = list(dict.fromkeys(mention.text for mention in genes))
        whole = f"{document.title} {document.text}"
        long_forms = definitions(whole)
        gathered = self.resolver.gatherer.gather_all(list(dict.fromkeys((*names, *long_forms.values()))))
        view = view.with_votes(self.resolver.ranker(view).votes([gathered[name] for name in names]).by_taxon)
        self.resolver.read_groups_ahead(gathered.values(), view)
        words = frozenset(word.casefold() for word in _WORD.findall(whole))
        groups = _names_of_group([gathered[name] for name in names])
        return DocumentView(view, long_forms, words, gathered, groups, _near(genes, view))

    def candidates(self, name: str, prepared: DocumentView) -> tuple[Candidate, ...]:
        """Return a name's candidates with their evidence, without deciding."""
        gathered = prepared.gathered[name]
        return self.resolver.ranker(prepared.view).rank(gathered, prepared.view, self._extra_of(gathered, prepared))

    def _resolve_name(self, name: str, prepared: DocumentView) -> Resolution:
        gathered = prepared.gathered[name]
        return self.resolver.decide(gathered, prepared.view, self._extra_of(gathered, prepared))

    def _extra_of(self, gathered: Gathered, prepared: DocumentView) -> Extra:
        local = prepared.near.get(gathered.name, {})
        long = prepared.long_forms.get(gathered.name)
        meant = prepared.gathered[long].proposals if long else ()
        groups = {proposal.gene.group for proposal in meant} - {None}
        genes = {proposal.gene.key for proposal in meant}

        def extra(gene: Gene) -> Terms:
            terms = list(local.get(gene.taxon_id, ()))
            if gene.key in genes or gene.group in groups:
                terms.append((Evidence.LONG_FORM, 1.0))
            own = _own_words(gene.name)
            if own and (share := len(own & prepared.words) / len(own)) >= _ENOUGH_WORDS:
                terms.append((Evidence.NAME_IN_TEXT, share))
            if gene.group is not None and prepared.names_of_group.get(gene.group, _NOBODY) - {gathered.key}:
                terms.append((Evidence.ELSEWHERE, 1.0))
            return tuple(terms)

        return extra


@lru_cache(maxsize=1 << 14)
def _own_words(full_name: str) -> frozenset[str]:
    """Return the words of a full name that others do not share."""
    return frozenset(word for word in map(str.casefold, _WORD.findall(full_name)) if word not in _COMMON)


_NOBODY: frozenset[Key] = frozenset()
_ENOUGH_WORDS = 0.5
"""Share of a full name's own words that must stand in the text before they count."""


def _names_of_group(gathered: Sequence[Gathered]) -> dict[int, frozenset[Key]]:
    groups: dict[int, set[Key]] = defaultdict(set)
    for found in gathered:
        for proposal in found.proposals:
            if proposal.gene.group is not None and found.key is not None and not proposal.family:
                groups[proposal.gene.group].add(found.key)
    return {group: frozenset(keys) for group, keys in groups.items()}


def _near(genes: Sequence[Mention], view: View) -> dict[str, dict[int, Terms]]:
    """Return, per name and taxon, the share of the name's mentions with the species in their sentence, or before."""
    if view.text is None:
        return {}
    mentions: dict[str, list[tuple[frozenset[int], int | None]]] = defaultdict(list)
    for mention in genes:
        mentions[mention.text].append(view.text.near(mention.start, mention.end))
    near: dict[str, dict[int, Terms]] = {}
    for name, places in mentions.items():
        sentences = Counter(taxon for sentence, _ in places for taxon in sentence)
        before = {taxon for _, taxon in places if taxon is not None}
        near[name] = {
            taxon: ((Evidence.SENTENCE, count / len(places)), *(((Evidence.BEFORE, 1.0),) if taxon in before else ()))
            for taxon, count in sentences.items()
        }
    return near
