"""The proposals for names with an identifier in them: with a prefix, a symbol beside it, in a list or an address.

What is said beside an identifier must agree with it: ``TP53|1956`` is open between the two genes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from genenorm.core.model import KeyRule, NameKind
from genenorm.core.taxa import FLY, HUMAN, MOUSE, RAT
from genenorm.index.identifiers import find_identifier, has_form, may_be_identifier
from genenorm.resolver.identifier_parts import (
    FEWEST_DIGITS,
    FEWEST_DIGITS_ALONE,
    SURE_RULES,
    genes_of_parts,
    hint,
    identified,
    identifier_columns,
    no_genes,
    partners,
    ruled,
    several_identified,
    whole_digits,
)
from genenorm.resolver.proposals import (
    NameProposals,
    kind_code,
    rule_of,
)
from genenorm.text.identifier_forms import (
    Parts,
    Plain,
    identifier_of_address,
    is_address,
    is_beginning,
    parts_of,
    taxon_of_database,
    without_prefixes,
    without_record,
)
from genenorm.text.identifier_marks import (
    DECOY,
    OTHER_SPECIES,
    PROBE_OR_GENE_ID,
    before_probe_ending,
    bracketed,
    curie_of_column,
    is_year,
    pieces_of_list,
    without_contaminant,
    without_decoy,
)
from genenorm.text.identifier_types import ENTRY_NAME, before_entry_species, identifier_type
from genenorm.text.keys import Key, fold
from genenorm.text.not_genes import NotGenes

if TYPE_CHECKING:
    from genenorm.resolver.gather import Gatherer

_FEWEST_CHARACTERS = 3
"""A rest of so few characters behind a prefix must be an exact symbol."""


def gather_identifiers(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes of a name with an identifier in it, or behind a prefix; ``None`` for other names.

    An identifier of a type that no index holds has no gene, whatever else it may be read as.

    :param key: the folded name.
    """
    if (found := gatherer.by_identifier(name, key)) is not None:
        return _of_database(gatherer, name, found)
    head, _, tail = name.partition(" ")
    if head.isalpha() and tail.isdigit() and not gatherer.by_name(name, key).is_empty:
        return None  # FLJ 21988
    if curie := curie_of_column(name):
        return _inside(gatherer, name, key, _alone(curie))
    if is_address(name):
        name_inside = identifier_of_address(name)
        return _inside(gatherer, name, key, _alone(name_inside)) if name_inside else no_genes(name, key)
    if (rest := without_decoy(name)) and not gatherer.by_name(name, key).has_own_symbol:
        return _decoy(gatherer, name, key, rest)
    if (plain_name := without_contaminant(name)) != name:
        return _inside(gatherer, name, key, _alone(plain_name))
    if (found := _by_pieces(gatherer, name, key)) is not None:
        return found
    if (pair := bracketed(name)) is not None and (found := _by_brackets(gatherer, name, key, pair)) is not None:
        return found
    if inside := without_record(name):
        return _inside(gatherer, name, key, _alone(inside))
    if is_beginning(name):
        return None if gatherer.by_name(name, key).has_own_symbol else no_genes(name, key)
    if (parts := parts_of(name)) is not None and (found := genes_of_parts(gatherer, name, key, parts)) is not None:
        return found
    if (plain := without_prefixes(name)) is not None and not gatherer.by_name(name, key).has_own_symbol:
        return _inside(gatherer, name, key, plain)
    known_type = identifier_type(name)
    is_whole = known_type is not None and known_type.what != ENTRY_NAME
    parts = None if is_whole else partners(gatherer, name)
    if parts is not None and (found := genes_of_parts(gatherer, name, key, parts)) is not None:
        return found
    return no_genes(name, key) if ":" in name and has_form(name) else _of_type(gatherer, name, key)


def gene_id_list(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the gene of a GeneID that a program made a float, or those of several; ``None`` for other numbers."""
    texts = [text for part in name.replace("|", ";").replace(", ", ";").split(";") if (text := part.strip())]
    is_alone = len(texts) == 1
    texts = [text for text in texts if text != "?"] or texts  # ?|100130426
    found = []
    for text in texts:
        digits = whole_digits(text)
        gene = gatherer.reference.gene_by_id(int(digits)) if len(digits) >= FEWEST_DIGITS else None
        if gene is None or (is_alone and digits == text):
            return None
        found.append(gene)
    return several_identified(name, key, dict.fromkeys(found)) if found else None


def _alone(text: str) -> Plain:
    return Plain(text, None, is_gene_id=False)


def _inside(gatherer: Gatherer, name: str, key: Key, plain: Plain) -> NameProposals:
    """Return the proposals for what a prefix stands before, as those for the whole name."""
    text = f"NCBIGene:{plain.text}" if plain.is_gene_id and plain.text.isdigit() else plain.text
    text_key = fold(text)
    if text_key is None or text.isdigit():
        return no_genes(name, key)
    found = gatherer.gather(text)
    is_word = len(text_key) <= _FEWEST_CHARACTERS or bool(NotGenes.load().reason(text_key, text))
    if is_word and not found.has_own_symbol:
        return no_genes(name, key)
    if plain.taxon_id is not None and not found.parts:
        found = gatherer.of_species(found, plain.taxon_id)._replace(prefix_taxon=plain.taxon_id, names_taxon=True)
    rule = KeyRule.MODIFIER if plain.taxon_id is None else KeyRule.SPECIES_PREFIX
    kept = [(gene, word) for gene, word in zip(found.genes, found.matches, strict=True) if rule_of(word) in SURE_RULES]
    genes, words = zip(*kept, strict=True) if kept else ((), ())
    return found._replace(
        name=name,
        key=key,
        genes=genes,
        matches=tuple(ruled(word, rule) for word in words),
        families=tuple(match._replace(rule=rule) for match in found.families if match.rule in SURE_RULES),
    )


def _decoy(gatherer: Gatherer, name: str, key: Key, rest: str) -> NameProposals | None:
    """Return the genes that a name says are decoys, as hints; ``None`` if it does not have the name of one."""
    rest_key = fold(rest)
    if rest_key is None or rest.isdigit():
        return None
    found = gatherer.gather(rest)
    pairs = {
        gene: word
        for one in (found.parts or (found,))
        for gene, word in zip(one.genes, one.matches, strict=True)
        if rule_of(word) in SURE_RULES
    }
    if not pairs and not (has_form(rest) or identifier_type(rest) or without_record(rest) or found.hint_note):
        return None
    return NameProposals(name, key, tuple(pairs), tuple(pairs.values()), is_hint=True, hint_note=DECOY)


def _of_database(gatherer: Gatherer, name: str, found: NameProposals) -> NameProposals:
    """Return the gene of an identifier, as a hint if the database before it is of another species."""
    taxon = taxon_of_database(name)
    if taxon is None or not found.genes:
        return found
    kept = gatherer.of_species(found, taxon)
    return found if kept.genes else found._replace(is_hint=True, hint_note=OTHER_SPECIES)


def _by_pieces(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes of a list of identifiers with what is written around each; ``None`` for other names."""
    for pieces in pieces_of_list(name):
        read = [_piece(gatherer, without_decoy(text) or text) for text in pieces]
        found = [piece for piece in read if piece is not None]
        if len(found) < len(pieces):
            continue
        known = [piece for piece in found if piece.genes]
        if not known:
            return None
        genes = dict.fromkeys(gatherer.reference.gene(row) for piece in known for row in piece.genes[:1])
        if any(map(without_decoy, pieces)):
            return hint(gatherer, name, key, genes, DECOY)
        if len(genes) == 1 and len(known) < len(found):
            if set(name).isdisjoint(" ;,+/"):
                return None
            return NameProposals(name, key, *identifier_columns(genes), is_contradiction=True)
        if all(kind_code(piece.matches[0]) == NameKind.IDENTIFIER.value for piece in known):
            return several_identified(name, key, genes)
        return NameProposals(name, key, parts=tuple(known))
    return None


def _piece(gatherer: Gatherer, text: str) -> NameProposals | None:
    """Return the gene of one identifier of a list, or none if the index lacks it; ``None`` for other texts."""
    text = without_contaminant(text)
    key = fold(text)
    if key is None or (text.isdigit() and len(whole_digits(text)) < FEWEST_DIGITS):
        return None
    if (record := without_record(text)) and (match := find_identifier(gatherer.reference, record)) is not None:
        return identified(text, key, match) if match.gene is not None else no_genes(text, key)
    if (found := gatherer.by_identifier(text, key)) is not None:
        return found
    if without_prefixes(text) is not None:
        found = gatherer.gather(text)
        return None if found.parts or found.is_hint else found
    return no_genes(text, key) if record or has_form(text) or identifier_type(text) is not None else None


def _by_brackets(gatherer: Gatherer, name: str, key: Key, pair: tuple[str, str]) -> NameProposals | None:
    """Return the gene of an identifier and of a name, one of them in brackets; ``None`` for other names."""
    texts = (pair[0], *(text.strip() for text in pair[1].replace(";", ",").split(",")))
    if not any(map(may_be_identifier, texts)) or None in map(fold, texts):
        return None
    if name[-1] == "]" and pair[1].isdigit() and _of_fly(gatherer, pair[0]).has_own_symbol:
        return None  # w[1118] is an allele
    is_certain = not any(text.isdigit() and (len(text) < FEWEST_DIGITS_ALONE or is_year(text)) for text in texts)
    return genes_of_parts(gatherer, name, key, Parts(texts, is_list=False, is_certain=is_certain))


def _of_fly(gatherer: Gatherer, text: str) -> NameProposals:
    key = fold(text)
    return NameProposals(text, None) if key is None else gatherer.of_species(gatherer.by_name(text, key), FLY)


def _of_type(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return no gene for an identifier that no index holds, or as a hint that of the entry name's first part."""
    if identifier_type(name) is None or not gatherer.by_name(name, key).is_empty:
        return None
    if (gene_id := before_probe_ending(name)) and (gene := gatherer.reference.gene_by_id(gene_id)) is not None:
        return hint(gatherer, name, key, {gene: None}, PROBE_OR_GENE_ID)
    part = before_entry_species(name)
    part_key = fold(part)
    if part_key is None:
        return no_genes(name, key)
    found = gatherer.by_name(part, part_key)
    taxon = {"HUMAN": HUMAN, "MOUSE": MOUSE, "RAT": RAT}.get(name.rpartition("_")[2])
    if taxon is not None:
        found = gatherer.of_species(found, taxon)
    return found._replace(name=name, key=key, families=(), is_hint=True)
