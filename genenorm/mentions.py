"""Resolving the gene mentions of a document: species near the mention, long forms, and the document's other names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from genenorm.abbreviations import definitions
from genenorm.gather import Gathered, Proposal
from genenorm.keys import Key
from genenorm.model import Candidate, Document, Evidence, Mention, Resolution, Terms
from genenorm.resolve import Extra, Resolver
from genenorm.species import Context, SpeciesMention
from genenorm.view import View, make_view

_WORD = re.compile(r"[A-Za-z]{3,}")
_COMMON = frozenset(
    ("and", "the", "for", "with", "protein", "gene", "receptor", "factor", "member", "family", "type", "alpha", "beta")
    + ("gamma", "delta", "subunit", "like", "domain", "containing", "associated", "homolog", "chain", "group", "class")
    + ("binding", "homologous", "related", "isoform", "precursor")
)
"""Words that full names share and that say nothing about which gene is meant."""


def is_gene(mention: Mention) -> bool:
    """Whether a mention is annotated as a gene or gene product."""
    return mention.kind.casefold() in ("gene", "geneorgeneproduct", "protein", "genenormal", "gene_or_gene_product")


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


@dataclass(frozen=True, slots=True)
class DocumentView:
    """What one document says, prepared once for all its mentions."""

    view: View
    long_forms: Mapping[str, str]
    words: frozenset[str]
    gathered: Mapping[str, Gathered]
    names_of_group: Mapping[int, frozenset[Key]]
    """Per homology group, the keys of the names in this document that may mean it."""


class DocumentResolver:
    """Resolves the mentions of documents with a Resolver's index and weights."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def resolve(self, document: Document) -> list[Resolution | None]:
        """Return one answer per mention in order; ``None`` for mentions of other kinds."""
        prepared = self.prepare(document)
        return [self.resolve_mention(mention, prepared) if is_gene(mention) else None for mention in document.mentions]

    def prepare(self, document: Document) -> DocumentView:
        """Return what a document says of its genes."""
        view = replace(make_view(self.resolver.reference, context_of(document)), prose=True, listed=0.0)
        names = dict.fromkeys(mention.text for mention in document.mentions if is_gene(mention))
        whole = f"{document.title} {document.text}"
        long_forms = definitions(whole)
        gather = self.resolver.gatherer.gather
        gathered = {name: gather(name) for name in names}
        gathered.update({long: gather(long) for long in long_forms.values()})
        view = view.with_votes(self.resolver.votes([gathered[name] for name in names]))
        groups: dict[int, set[Key]] = defaultdict(set)
        for name in names:
            found = gathered[name]
            for proposal in found.proposals:
                if proposal.gene.group is not None and found.key is not None and not proposal.family:
                    groups[proposal.gene.group].add(found.key)
        words = frozenset(word.casefold() for word in _WORD.findall(whole))
        return DocumentView(view, long_forms, words, gathered, {g: frozenset(keys) for g, keys in groups.items()})

    def resolve_mention(self, mention: Mention, prepared: DocumentView) -> Resolution:
        """Return the answer for one mention."""
        gathered = prepared.gathered[mention.text]
        return self.resolver.decide(gathered, prepared.view, self._extra_of(mention, gathered, prepared))

    def candidates(self, mention: Mention, prepared: DocumentView) -> tuple[Candidate, ...]:
        """Return a mention's candidates with their evidence, without deciding."""
        gathered = prepared.gathered[mention.text]
        return self.resolver.rank(gathered, prepared.view, self._extra_of(mention, gathered, prepared))

    def _extra_of(self, mention: Mention, gathered: Gathered, prepared: DocumentView) -> Extra:
        local = self.local_terms(mention, prepared)
        return lambda proposal: self._extra(proposal, gathered, prepared, local)

    def local_terms(self, mention: Mention, prepared: DocumentView) -> dict[int, Terms]:
        """Return per taxon what stands near a mention."""
        if prepared.view.text is None:
            return {}
        sentence, before = prepared.view.text.near(mention.start, mention.end)
        local: dict[int, Terms] = dict.fromkeys(sentence, ((Evidence.SENTENCE, 1.0),))
        if before is not None:
            local[before] = (*local.get(before, ()), (Evidence.BEFORE, 1.0))
        return local

    def _extra(
        self, proposal: Proposal, gathered: Gathered, prepared: DocumentView, local: Mapping[int, Terms]
    ) -> Terms:
        gene = proposal.gene
        terms: list[tuple[Evidence, float]] = list(local.get(gene.taxon_id, ()))
        if long := prepared.long_forms.get(gathered.name):
            meant = prepared.gathered[long].proposals
            if any(p.gene is gene or (gene.group is not None and p.gene.group == gene.group) for p in meant):
                terms.append((Evidence.LONG_FORM, 1.0))
        own = {word for word in (w.casefold() for w in _WORD.findall(gene.name)) if word not in _COMMON}
        if own and (share := len(own & prepared.words) / len(own)) >= 0.5:
            terms.append((Evidence.NAME_IN_TEXT, share))
        if gene.group is not None and len(prepared.names_of_group.get(gene.group, ())) > 1:
            terms.append((Evidence.ELSEWHERE, 1.0))
        return tuple(terms)
