"""Resolution of a document's gene mentions, with evidence from its text: nearby species, long forms, other names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

from genenorm.core import values
from genenorm.core.caches import Memo
from genenorm.core.context import Context, SpeciesMention, with_text
from genenorm.core.errors import NOT_OF_ONE_NAME
from genenorm.core.evidence import Evidence, Terms
from genenorm.core.model import Candidate, Document, Gene, Mention, Resolution, Status
from genenorm.core.numbers import whole_number
from genenorm.index.reference import Reference
from genenorm.resolver.context_evidence import ContextEvidence, read_context
from genenorm.resolver.guarded_answers import answer_of_fault
from genenorm.resolver.list_species import add_names_of_text
from genenorm.resolver.proposals import IS_MEMBER, NameProposals
from genenorm.resolver.prose_evidence import with_prose
from genenorm.resolver.rank import LocalEvidence, Ranker
from genenorm.resolver.resolver import Resolver
from genenorm.text.abbreviations import definitions
from genenorm.text.gene_classes import gene_class
from genenorm.text.keys import Key
from genenorm.text.species_words import NearbySpecies, TextSpecies

_LETTERS = bytes(code if chr(code).isalpha() else 32 for code in range(128)).lower().ljust(256)
"""ASCII letters in lower case, with a space for all other bytes, as ``bytes.translate`` takes it."""
_SHORTEST_WORD = 3
_LEAST_SHARE_OF_WORDS = 0.5
"""Share of a full name's own words that must be in the text to count as evidence."""


def context_of(
    document: Document, species: tuple[int, ...] = (), organisms: tuple[str, ...] = (), text: str = ""
) -> Context:
    """Return the context that a document is for its mentions: its text and its species annotations.

    :param species: taxon ids asked for.
    :param organisms: names of the organisms that it is said to be of.
    :param text: what else is said of it.
    """
    marked = tuple(
        SpeciesMention(mention.start, mention.end, taxon, 1.0)
        for mention in document.mentions
        if mention.kind.casefold() in ("species", "organismtaxon")
        for taxon_id in mention.ids
        if (taxon := whole_number(taxon_id.removeprefix("*"))) is not None  # PubTator marks doubtful ones: *9606
    )
    return Context(species, organisms, (), document.title, with_text(document.text, text), marked)


def best_genes(resolution: Resolution) -> tuple[Gene, ...]:
    """Return the genes to annotate a mention with, whatever the status: its likeliest gene, else all that it names."""
    best = resolution.best_gene
    return resolution.members if best is None else (best,)


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """The evidence of one document, prepared once for all its names."""

    context: ContextEvidence
    long_forms: Mapping[str, str]
    """Long forms by the abbreviations that the text defines, of those for which the index proposes genes."""
    words: frozenset[str]
    """The words of the text that may be evidence, in lower case."""
    gathered: Mapping[str, NameProposals]
    """The proposals for each name and long form."""
    keys_of_group: Mapping[int, AbstractSet[Key]]
    """Keys of the names in the document that may mean a gene of a homology group, by group."""
    nearby: Mapping[str, Mapping[int, Terms]]
    """Evidence from the surroundings of a name's mentions, by name and taxon id."""


class DocumentResolver:
    """Resolves the gene mentions of documents.

    A name has the same answer wherever it is in a document: the surroundings of all its mentions count.
    """

    def __init__(
        self, resolver: Resolver, species: tuple[int, ...] = (), organisms: tuple[str, ...] = (), text: str = ""
    ) -> None:
        self.resolver = resolver
        self.species = species
        """Taxon ids asked for: every mention is answered with a gene of one of these."""
        self.organisms = organisms
        """Names of the organisms that the documents are said to be of."""
        self.text = text
        """What else is said of the documents; it is read as their last sentences."""
        self._words_of_gene = _words_of_genes(resolver.reference)

    def resolve(self, document: Document) -> list[Resolution | None]:
        """Return one answer for each mention, in order; ``None`` for mentions that are not of genes.

        A name that ends in an exception nobody expected is unknown, as in ``Resolver.resolve``.
        """
        try:
            return self._resolve(document, self._resolve_name)
        except NOT_OF_ONE_NAME:
            raise
        except Exception:
            return self._resolve_guarded(document)

    def _resolve_guarded(self, document: Document) -> list[Resolution | None]:
        """Return the answers for a document in which a name has raised an exception, as if it were not there."""
        resolver, failed = self.resolver, dict[str, Resolution]()
        resolver.reference.check_open()
        for name in dict.fromkeys(mention.text for mention in document.mentions if mention.is_gene):
            try:
                resolver.list_patterns((resolver.gatherer.gather(name),))
            except NOT_OF_ONE_NAME:
                raise
            except Exception as error:
                failed[name] = answer_of_fault(resolver.faults, name, error)

        def resolve_name(name: str, prepared: PreparedDocument) -> Resolution:
            try:
                return self._resolve_name(name, prepared)
            except NOT_OF_ONE_NAME:
                raise
            except Exception as error:
                return answer_of_fault(resolver.faults, name, error)

        others = tuple(mention for mention in document.mentions if not (mention.is_gene and mention.text in failed))
        answers = iter(self._resolve(values.replace(document, mentions=others), resolve_name))
        return [
            failed[mention.text] if mention.is_gene and mention.text in failed else next(answers)
            for mention in document.mentions
        ]

    def _resolve(
        self, document: Document, resolve_name: Callable[[str, PreparedDocument], Resolution]
    ) -> list[Resolution | None]:
        prepared = self.prepare(document)
        names = dict.fromkeys(mention.text for mention in document.mentions if mention.is_gene)
        answers = {name: resolve_name(name, prepared) for name in names}
        if self.resolver.live is not None:
            context = Context(species=self.species)
            found = self.resolver.live.look_up(self.resolver.reference, prepared.gathered, answers, context)
            prepared = replace(prepared, gathered={**prepared.gathered, **found.gathered})
            answers |= {name: resolve_name(name, prepared) for name in found.gathered}
            answers = {name: found.add_note(answer) for name, answer in answers.items()}
        answers |= _answers_for_classes(answers)
        return [answers[mention.text] if mention.is_gene else None for mention in document.mentions]

    def prepare(self, document: Document) -> PreparedDocument:
        """Return the evidence that a document has for its names."""
        given = context_of(document, self.species, self.organisms, self.text)
        text = f"{document.title} {given.text}"
        words = set(_words(text))
        context = with_prose(read_context(self.resolver.reference, given), words)
        genes = [mention for mention in document.mentions if mention.is_gene]
        names = list(dict.fromkeys(mention.text for mention in genes))
        long_forms = definitions(text)
        gathered = {name: self.resolver.gatherer.gather(name) for name in (*names, *long_forms.values())}
        of_names = [gathered[name] for name in names]
        long_forms = self._join_long_forms(names, gathered, long_forms)
        ranker = self.resolver.ranker(context)
        context = add_names_of_text(context, ranker.patterns(of_names), self.resolver.gatherer.species)
        nearby = _nearby_terms(genes, context.text) if context.text else {}
        keys = self._keys_of_group(of_names, ranker)
        return PreparedDocument(context, long_forms, _own_words(words), gathered, keys, nearby)

    def _join_long_forms(
        self, names: Iterable[str], gathered: dict[str, NameProposals], long_forms: dict[str, str]
    ) -> dict[str, str]:
        """Add to the proposals for an abbreviation those for its long form, and to a long form without any the former.

        Return the long forms that have proposals of their own: these are evidence for those of the abbreviation.
        """
        gatherer = self.resolver.gatherer
        own = {short: long for short, long in long_forms.items() if not gathered[long].is_empty}
        short_forms = {gathered[long].key: short for short, long in reversed(long_forms.items())}
        for name in names:
            found = gathered[name]
            if (long := long_forms.get(name)) is not None:
                gathered[name] = gatherer.with_long_form(found, gathered[long])
            elif found.is_empty and (short := short_forms.get(found.key)) is not None:
                gathered[name] = gatherer.with_long_form(found, gatherer.gather(short))
        return own

    def candidates(self, name: str, prepared: PreparedDocument) -> tuple[Candidate, ...]:
        """Return the candidates for a name with their evidence, without a decision."""
        gathered = prepared.gathered[name]
        local = self._local_evidence(gathered, prepared)
        ranking = self.resolver.ranker(prepared.context).rank(gathered, prepared.context, local)
        return () if ranking is None else tuple(map(ranking.candidate, range(len(ranking))))

    def _resolve_name(self, name: str, prepared: PreparedDocument) -> Resolution:
        gathered = prepared.gathered[name]
        return self.resolver.decide(gathered, prepared.context, self._local_evidence(gathered, prepared))

    def _local_evidence(self, gathered: NameProposals, prepared: PreparedDocument) -> LocalEvidence:
        nearby = prepared.nearby.get(gathered.name, _NO_TERMS)
        long_form = prepared.long_forms.get(gathered.name)
        genes = frozenset(prepared.gathered[long_form].genes if long_form else ())
        groups = set(self.resolver.gatherer.groups(genes)) - {0} if genes else genes
        words_in_text, keys_of_group, key = prepared.words, prepared.keys_of_group, gathered.key

        def terms_for(row: int, taxon_id: int, group: int) -> Terms:
            terms = nearby.get(taxon_id, ())
            if row in genes or group in groups:
                terms += _IS_LONG_FORM
            words = self._words_of_gene[row] if row > 0 else _words(self.resolver.gatherer.gene(gathered, row).name)
            if not words_in_text.isdisjoint(words):  # mostly they are, which is found out sooner than the share
                own_words = _own_words(words)
                share = len(own_words & words_in_text) / len(own_words)
                if share >= _LEAST_SHARE_OF_WORDS:
                    terms += ((Evidence.NAME_IN_TEXT, share),)
            keys = keys_of_group.get(group)
            if keys is not None and (len(keys) > 1 or key not in keys):
                terms += _IS_ELSEWHERE
            return terms

        return terms_for

    def _keys_of_group(self, gathered: Iterable[NameProposals], ranker: Ranker) -> dict[int, set[Key]]:
        """Return the keys of the names that may mean a gene of a homology group, by group."""
        keys: dict[int, set[Key]] = defaultdict(set)
        for found in gathered:
            for group, word in zip(ranker.gatherer.groups(found.genes), found.matches):  # noqa: B905
                if group and found.key is not None and not word & IS_MEMBER:
                    keys[group].add(found.key)
        return keys


_NO_GENE = (Status.NOT_A_GENE, Status.UNKNOWN)


def _answers_for_classes(answers: Mapping[str, Resolution]) -> dict[str, Resolution]:
    """Return new answers for the names of classes (``cytokines``), which have the genes of the class that are named.

    A name has none of its own in ``answers``, or it is no class.
    """
    found: dict[str, Resolution] = {}
    for name, answer in answers.items():
        if answer.status not in _NO_GENE or (meant := gene_class(name)) is None:
            continue
        named = [gene for other in answers.values() if other.status not in _NO_GENE for gene in best_genes(other)]
        if members := tuple(dict.fromkeys(gene for gene in named if meant.has(gene.name))):
            note = f"a class of genes; named in the text: {', '.join(gene.symbol for gene in members)}"
            found[name] = Resolution(name, Status.NOT_A_GENE, members=members, note=note)
    return found


def _words(text: str) -> list[str]:
    """Return the runs of ASCII letters in a text, in lower case."""
    return text.encode(errors="replace").translate(_LETTERS).decode("ascii").split()


def _own_words(words: Iterable[str]) -> frozenset[str]:
    """Return those words of a full name or text that few full names have."""
    return frozenset([word for word in set(words) if len(word) >= _SHORTEST_WORD]) - _COMMON_WORDS


_COMMON_WORDS = frozenset(
    _words(
        "and the for with protein gene receptor factor member family type alpha beta gamma delta subunit like domain "
        "containing associated homolog chain group class binding homologous related isoform precursor"
    )
)
"""Words that are in the full names of many genes, and so are no evidence for one of them."""


@lru_cache(maxsize=2)
def _words_of_genes(reference: Reference) -> Memo[int, list[str]]:
    """Return the words of the full names of an index's genes by row number, cached."""
    return Memo(lambda row: _words(reference.full_name(row)), _CACHED_GENES)


_CACHED_GENES = 1 << 14
_NO_TERMS: Mapping[int, Terms] = {}
_IS_LONG_FORM: Terms = ((Evidence.LONG_FORM, 1.0),)
_IS_ELSEWHERE: Terms = ((Evidence.ELSEWHERE, 1.0),)
_IS_BEFORE = (Evidence.BEFORE, 1.0)


def _nearby_terms(genes: Sequence[Mention], text: TextSpecies) -> dict[str, dict[int, Terms]]:
    """Return the evidence from the species near the mentions of each name, by name and taxon id.

    It is the share of the mentions that have the species in their sentence, and whether any has it just before.
    """
    places: dict[str, list[NearbySpecies]] = defaultdict(list)
    for mention in genes:
        places[mention.text].append(text.near(mention.start, mention.end))
    return {name: _terms_of_places(nearby) for name, nearby in places.items()}


def _terms_of_places(places: Sequence[NearbySpecies]) -> dict[int, Terms]:
    counts: dict[int, int] = {}
    for sentence, _ in places:
        for taxon in sentence:
            counts[taxon] = counts.get(taxon, 0) + 1
    terms: dict[int, Terms] = {taxon: ((Evidence.SENTENCE, count / len(places)),) for taxon, count in counts.items()}
    for _, before in places:
        if before in counts:
            terms[before] = (terms[before][0], _IS_BEFORE)
    return terms
