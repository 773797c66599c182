"""The loci of a microRNA: ``miR-16-5p`` is made from ``MIR16-1`` and ``MIR16-2``, and in mouse from others.

A locus is found by its symbol, since synonyms of microRNAs are often those of other genes (``MIR16`` of ``GDE1``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from genenorm.core.model import KeyRule, NameKind
from genenorm.core.taxa import HUMAN
from genenorm.resolver.proposals import NameProposals, match_word
from genenorm.text.keys import Key, fold
from genenorm.text.micro_rna_forms import Locus, locus_of, micro_rna, named_micro_rna, without_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from genenorm.resolver.gather import Gatherer

_LETTERS = "abcdefgh"
"""The letters of the members of a microRNA that has no letter: ``miR-10`` is ``miR-10a`` and ``miR-10b``."""
_FEWEST_DIGITS = 3
"""Digits of a number with which few keys begin."""
_OWN, _COPY, _RENAMED, _MEMBER = range(4)
"""How a locus is one of a microRNA, the best first."""
_STARTS = ("mir", "let-7", "mirlet")
"""Beginnings of the symbols of microRNAs and of the genes that they are cut from, in lower case."""
_SYMBOL_CODES = (NameKind.SYMBOL.value, NameKind.PREVIOUS_SYMBOL.value, NameKind.SYNONYM.value)


def gather_micro_rna(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the loci of a microRNA as proposals; ``None`` for other names, and microRNAs that the index lacks.

    In each species the loci are those that have its number, else those that once had it, else those with a letter
    behind it. A prefix leaves only those of its species.

    :param key: the folded name.
    """
    plain = without_cluster(name)
    found = micro_rna(plain)
    if found is None and plain == name:
        return _named(gatherer, name, key) if name[3:4] == "-" else None
    own = gatherer.by_name(name, key if plain == name else fold(plain) or key)
    if found is None:
        return _called_so(gatherer, own, None)
    own_words = {gene: word for gene, word in zip(own.genes, own.matches, strict=True)
                 if word & 15 == NameKind.SYMBOL.value}  # fmt: skip
    rule = KeyRule.MODIFIER if found.taxon_id is None else KeyRule.SPECIES_PREFIX
    words: dict[int, int] = {}
    facts = gatherer.reference.gene_facts
    for locus in found.loci:
        genes = _loci(gatherer, locus)
        if not genes:
            return _called_so(gatherer, own, found.taxon_id)
        species = [facts[gene] >> 12 & 255 for gene, _ in genes]
        for (gene, how), number in zip(genes, species, strict=True):
            kind = NameKind.SYNONYM if how == _RENAMED else NameKind.SYMBOL
            is_one_copy = how == _COPY and species.count(number) == 1  # its siblings are not in the index
            is_whole = how != _MEMBER and plain == name and not is_one_copy
            word = match_word(kind, rule if is_whole else KeyRule.COMPLETION, is_exact=is_whole)
            words.setdefault(gene, own_words.get(gene, word) if is_whole else word)
    loci = NameProposals(name, key, tuple(words), tuple(words.values()), is_loci=True)
    return loci if found.taxon_id is None else gatherer.of_species(loci, found.taxon_id)


def _called_so(gatherer: Gatherer, own: NameProposals, taxon_id: int | None) -> NameProposals:
    """Return only those genes with the name that have to do with microRNAs (``miR-17-92`` is ``MIR17HG``)."""
    symbol = gatherer.reference.symbol
    columns = zip(own.genes, own.matches, strict=True)
    kept = [(gene, word) for gene, word in columns if symbol(gene).lower().startswith(_STARTS)]
    genes, matches = zip(*kept, strict=True) if kept else ((), ())
    found = own._replace(genes=genes, matches=matches, families=())
    return found if taxon_id is None else gatherer.of_species(found, taxon_id)


def _named(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the microRNAs of a name without a number, for a name that has a prefix."""
    plain, taxon = named_micro_rna(name)
    plain_key = fold(plain)
    if plain_key is None or taxon is None:
        return None
    words = gatherer.reference.postings(plain_key)
    return gatherer.of_species(gatherer.from_postings(name, key, words, KeyRule.SPECIES_PREFIX), taxon)


def _loci(gatherer: Gatherer, wanted: Locus) -> list[tuple[int, int]]:
    """Return the loci of a microRNA in each species, each with how it is one."""
    facts = gatherer.reference.gene_facts
    by_species: dict[int, dict[int, int]] = {}
    is_numbered = False
    for has_letters in (False, True):
        if has_letters and (is_numbered or wanted.letters or wanted.copy):
            break  # other species are named after human: with a number there, letters make another microRNA
        for gene, how in _candidates(gatherer, wanted, has_letters=has_letters):
            ways = by_species.setdefault(facts[gene] >> 12 & 255, {})
            ways[gene] = min(how, ways.get(gene, how))
        is_numbered = any(how <= _COPY for how in by_species.get(gatherer.number_of(HUMAN), {}).values())
    found: list[tuple[int, int]] = []
    for ways in by_species.values():
        best = min(ways.values())
        chosen = [gene for gene, how in ways.items() if how == best]
        if best == _RENAMED and not is_numbered:  # Mir21a of mouse is MIR21, but MIR34A is one of three
            chosen = list(ways)
        found += [(gene, ways[gene]) for gene in chosen]
    return sorted(found, key=lambda pair: (facts[pair[0]] >> 12 & 255, gatherer.reference.symbol(pair[0]).lower()))


def _candidates(gatherer: Gatherer, wanted: Locus, *, has_letters: bool) -> Iterator[tuple[int, int]]:
    """Yield the genes that may be loci of a microRNA, each with how it is one."""
    symbol = gatherer.reference.symbol
    for stem in wanted.stems:
        for key, words in _keys(gatherer, wanted, stem, has_letters=has_letters):
            for gene in dict.fromkeys(word >> 12 for word in words if word >> 8 & 15 in _SYMBOL_CODES and word >> 12):
                locus = locus_of(symbol(gene))
                how = None if locus is None else _way(wanted, locus, key, stem)
                if how is not None:
                    yield gene, how


def _keys(gatherer: Gatherer, wanted: Locus, stem: str, *, has_letters: bool) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the keys that loci of a microRNA may have, with their posting words."""
    reference = gatherer.reference
    if wanted.copy:
        for key in (f"{stem}-{wanted.copy}", f"{stem}{wanted.copy}"):
            yield key, reference.postings(Key(key))
        return
    if len(wanted.number) >= _FEWEST_DIGITS and not wanted.letters:
        yield from _of_long_number(gatherer, stem, has_letters=has_letters)
        return
    if not has_letters:
        yield stem, reference.postings(Key(stem))
        yield from _longer(gatherer, stem if wanted.letters else f"{stem}-")
        return
    for letter in _LETTERS:
        yield f"{stem}{letter}", reference.postings(Key(f"{stem}{letter}"))
        yield from _longer(gatherer, f"{stem}{letter}")


def _of_long_number(gatherer: Gatherer, stem: str, *, has_letters: bool) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield the keys of a number that begins few others, which are read at once."""
    if not has_letters:
        yield stem, gatherer.reference.postings(Key(stem))
    for key, words in gatherer.reference.starting_with(stem):
        rest = key[len(stem) :]
        if has_letters == (rest[0] in _LETTERS) and not rest[0].isdigit() and (rest[1:].lstrip("-") or "0").isdigit():
            yield key, words


def _longer(gatherer: Gatherer, stem: str) -> Iterator[tuple[str, Sequence[int]]]:
    for key, words in gatherer.reference.starting_with(stem):
        if key[len(stem) :].lstrip("-").isdigit():
            yield key, words


def _way(wanted: Locus, locus: Locus, key: str, stem: str) -> int | None:
    """Return how a locus is one of a microRNA; ``None`` when it is not."""
    if (locus.is_let, locus.number) != (wanted.is_let, wanted.number):
        return None
    is_named_so = key == stem or key[len(stem) :].lstrip("-").isdigit()
    if locus.letters == wanted.letters:
        if wanted.copy:
            return _OWN if locus.copy == wanted.copy else None
        return _COPY if locus.copy else _OWN
    if is_named_so and (not wanted.copy or key != stem):
        return _RENAMED
    return _MEMBER if not wanted.letters and not wanted.copy else None
