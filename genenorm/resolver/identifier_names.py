"""The proposals for names with an identifier in them: with a prefix, a symbol beside it, in a list or an address.

What is said beside an identifier must agree with it: ``TP53|1956`` is open between the two genes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from genenorm.core.model import KeyRule, NameKind
from genenorm.core.taxa import FISH, HUMAN, MOUSE, RAT
from genenorm.index.identifiers import find_identifier, has_form, may_be_identifier
from genenorm.resolver.proposals import (
    IS_EXACT,
    OWN_SYMBOL,
    OWN_SYMBOL_MASK,
    NameProposals,
    match_word,
    rule_of,
    with_rule,
)
from genenorm.text.identifier_forms import (
    Parts,
    Plain,
    identifier_of_address,
    is_address,
    is_beginning,
    parts_of,
    splits_of,
    without_prefixes,
    without_record,
)
from genenorm.text.identifier_types import ENTRY_NAME, before_entry_species, identifier_type
from genenorm.text.keys import Key, fold
from genenorm.text.not_genes import NotGenes

if TYPE_CHECKING:
    from genenorm.core.model import Gene
    from genenorm.index.reference import IdMatch, Reference
    from genenorm.resolver.gather import Gatherer

_FEWEST_CHARACTERS = 3
"""A rest of so few characters behind a prefix must be an exact symbol."""
_FEWEST_DIGITS = 3
"""Digits of the shortest GeneID that a program made a float, or that is in a list with commas."""
_FEWEST_DIGITS_ALONE = 4
"""Digits of the shortest GeneID that counts against the symbol before it (``TP53_1956``)."""
_UNCHANGED = (KeyRule.AS_WRITTEN, KeyRule.CASE, KeyRule.PUNCTUATION)
_SURE = (*_UNCHANGED, KeyRule.IDENTIFIER, KeyRule.MODIFIER, KeyRule.SPECIES_PREFIX, KeyRule.PROGRAM_MARK,
         KeyRule.PROTEIN_VARIANT, KeyRule.COMPLETION)  # fmt: skip
_TAXON_OF_ENSEMBL = {"ENSG": HUMAN, "ENST": HUMAN, "ENSP": HUMAN, "ENSM": MOUSE, "ENSR": RAT, "ENSD": FISH}


def gather_identifiers(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the genes of a name with an identifier in it, or behind a prefix; ``None`` for other names.

    An identifier of a type that no index holds has no gene, whatever else it may be read as.

    :param key: the folded name.
    """
    if is_address(name):
        name_inside = identifier_of_address(name)
        return _inside(gatherer, name, key, _alone(name_inside)) if name_inside else _nothing(name, key)
    if inside := without_record(name):
        return _inside(gatherer, name, key, _alone(inside))
    if is_beginning(name):
        return None if _has_own_symbol(gatherer.by_name(name, key)) else _nothing(name, key)
    if (found := gatherer.by_identifier(name, key)) is not None:
        return found
    if (parts := parts_of(name)) is not None and (found := _by_parts(gatherer, name, key, parts)) is not None:
        return found
    if (plain := without_prefixes(name)) is not None and not _has_own_symbol(gatherer.by_name(name, key)):
        return _inside(gatherer, name, key, plain)
    known_type = identifier_type(name)
    is_whole = known_type is not None and known_type.what != ENTRY_NAME
    parts = None if is_whole else _partners(gatherer, name)
    if parts is not None and (found := _by_parts(gatherer, name, key, parts)) is not None:
        return found
    return _nothing(name, key) if ":" in name and has_form(name) else _of_type(gatherer, name, key)


def gene_id_list(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return the gene of a GeneID that a program made a float, or those of several; ``None`` for other numbers."""
    texts = [text for part in name.replace("|", ";").replace(", ", ";").split(";") if (text := part.strip())]
    is_alone = len(texts) == 1
    texts = [text for text in texts if text != "?"] or texts  # ?|100130426
    found = []
    for text in texts:
        digits = _digits(text)
        gene = gatherer.reference.gene_by_id(int(digits)) if len(digits) >= _FEWEST_DIGITS else None
        if gene is None or (is_alone and digits == text):
            return None
        found.append(gene)
    return _several(gatherer, name, key, dict.fromkeys(found)) if found else None


def _alone(text: str) -> Plain:
    return Plain(text, None, is_gene_id=False)


def _nothing(name: str, key: Key) -> NameProposals:
    return NameProposals(name, key)


def _digits(text: str) -> str:
    """Return a whole number without the fraction of a float; an empty string for other text."""
    whole, _, fraction = text.partition(".")
    is_whole = whole.isascii() and whole.isdigit() and not fraction.strip("0")
    return whole if is_whole and whole.lstrip("0") == whole else ""


def _has_own_symbol(found: NameProposals) -> bool:
    return any(word & OWN_SYMBOL_MASK == OWN_SYMBOL for word in found.matches)


def _inside(gatherer: Gatherer, name: str, key: Key, plain: Plain) -> NameProposals:
    """Return the proposals for what a prefix stands before, as those for the whole name."""
    text = f"NCBIGene:{plain.text}" if plain.is_gene_id and plain.text.isdigit() else plain.text
    text_key = fold(text)
    if text_key is None or text.isdigit():
        return _nothing(name, key)
    found = gatherer.gather(text)
    is_word = len(text_key) <= _FEWEST_CHARACTERS or bool(NotGenes.load().reason(text_key, text))
    if is_word and not _has_own_symbol(found):
        return _nothing(name, key)
    if plain.taxon_id is not None and not found.parts:
        found = gatherer.of_species(found, plain.taxon_id)._replace(prefix_taxon=plain.taxon_id, names_taxon=True)
    rule = KeyRule.MODIFIER if plain.taxon_id is None else KeyRule.SPECIES_PREFIX
    kept = [(gene, word) for gene, word in zip(found.genes, found.matches, strict=True) if rule_of(word) in _SURE]
    genes, words = zip(*kept, strict=True) if kept else ((), ())
    return found._replace(
        name=name,
        key=key,
        genes=genes,
        matches=tuple(_ruled(word, rule) for word in words),
        families=tuple(match._replace(rule=rule) for match in found.families if match.rule in _SURE),
    )


def _ruled(word: int, rule: KeyRule) -> int:
    return with_rule(word, rule) if rule_of(word) in _UNCHANGED else word


def _identified(name: str, key: Key, found: IdMatch) -> NameProposals:
    assert found.gene is not None
    kind = NameKind.RETIRED_IDENTIFIER if found.retired else NameKind.IDENTIFIER
    return NameProposals(name, key, (found.gene.key,), (match_word(kind, KeyRule.IDENTIFIER, is_exact=True),))


def _several(gatherer: Gatherer, name: str, key: Key, genes: dict[Gene, None]) -> NameProposals:
    """Return the proposals for one or more genes that are identified."""
    word = match_word(NameKind.IDENTIFIER, KeyRule.IDENTIFIER, is_exact=True)
    del gatherer
    found = [NameProposals(name, key, (gene.key,), (word,)) for gene in genes]
    return found[0] if len(found) == 1 else NameProposals(name, key, parts=tuple(found))


def _by_parts(gatherer: Gatherer, name: str, key: Key, parts: Parts) -> NameProposals | None:
    """Return the genes of a name that has an identifier among its parts; ``None`` for other names."""
    reference = gatherer.reference
    matches: list[IdMatch] = []
    names: list[str] = []
    numbers: list[str] = []
    lacking: list[str] = []
    for text in parts.texts:
        if digits := _digits(text):
            numbers.append(digits)
        elif text.isdigit():  # 000123, no GeneID
            names.append(text)
        elif (match := _find(reference, text)) is not None and match.gene is not None:
            matches.append(match)
        elif has_form(text) or match is not None or identifier_type(text) is not None:
            lacking.append(text)
        else:
            names.append(text)
    plain = {text: gatherer.by_name(text, text_key) for text in names if (text_key := fold(text)) is not None}
    if not matches and numbers:
        return _with_numbers(gatherer, name, key, parts, plain, numbers)
    if not matches:
        return _beside_lacking(gatherer, name, key, plain, lacking) if lacking and len(plain) == 1 else None
    if parts.is_list and names and len(parts.texts) > 2:
        return None if set(name).isdisjoint(",;/") else _as_list(gatherer, name, key, parts)
    genes = dict.fromkeys(match.gene for match in matches if match.gene is not None)
    if len(genes) > 1:
        if names and not parts.is_list:
            return _contradiction(name, key, genes, plain)
        return _as_list(gatherer, name, key, parts) if names else _several(gatherer, name, key, genes)
    (gene,) = genes
    if not names and parts.is_list and lacking:
        return NameProposals(name, key, *_columns(genes), is_contradiction=True)
    if any(_agrees(gatherer, gene, found) for found in plain.values()):
        return _identified(name, key, matches[0])
    if any(word & IS_EXACT for found in plain.values() for word in found.matches):
        is_several = parts.is_list and not set(name).isdisjoint(",;")
        return _as_list(gatherer, name, key, parts) if is_several else _contradiction(name, key, genes, plain)
    return _identified(name, key, matches[0])


def _partners(gatherer: Gatherer, name: str) -> Parts | None:
    """Return an identifier and the name beside it, or several identifiers with spaces; ``None`` for other names."""
    for pair in splits_of(name):
        for text, other in (pair, pair[::-1]):
            if not other[:1].isalpha() or not may_be_identifier(text):
                continue
            if text.isdigit():
                if name in ("_".join(pair), ":".join(pair)) and not has_form(other):
                    return Parts(pair, is_list=False, is_certain=False)
            elif has_form(text) or find_identifier(gatherer.reference, text) is not None:
                return Parts(pair, is_list=" " in name)
    return Parts(tuple(name.split()), is_list=True) if " " in name else None


def _with_numbers(
    gatherer: Gatherer, name: str, key: Key, parts: Parts, plain: dict[str, NameProposals], numbers: list[str]
) -> NameProposals | None:
    """Return the gene of a GeneID that has a symbol beside it."""
    known = [gene for number in numbers if (gene := gatherer.reference.gene_by_id(int(number))) is not None]
    genes = dict.fromkeys(known)
    if len(genes) != 1 or len(numbers) > 1:
        return None
    (gene,) = genes
    if (parts.is_list or not parts.is_certain) and len(numbers[0]) < _FEWEST_DIGITS:
        return None
    if any(_agrees(gatherer, gene, found) for found in plain.values()):
        return _several(gatherer, name, key, genes)
    if parts.is_list:
        return None
    if not parts.is_certain:
        is_named = any(map(_has_own_symbol, plain.values())) and len(numbers[0]) >= _FEWEST_DIGITS_ALONE
        return _contradiction(name, key, genes, plain) if is_named else None
    if any(word & IS_EXACT for found in plain.values() for word in found.matches):
        return _contradiction(name, key, genes, plain)
    return _several(gatherer, name, key, genes) if len(numbers[0]) >= _FEWEST_DIGITS else None


def _agrees(gatherer: Gatherer, gene: Gene, found: NameProposals) -> bool:
    """Return whether a name may be one of a gene, or of its orthologs."""
    if gene.key in found.genes:
        return True
    (group,) = gatherer.groups((gene.key,))
    return group != 0 and group in gatherer.groups(found.genes)


def _find(reference: Reference, text: str) -> IdMatch | None:
    """Return the gene of an identifier, which may have a prefix."""
    plain = without_prefixes(text)
    return find_identifier(reference, text) or (find_identifier(reference, plain.text) if plain is not None else None)


def _columns(genes: dict[Gene, None]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    word = match_word(NameKind.IDENTIFIER, KeyRule.IDENTIFIER, is_exact=True)
    return tuple(gene.key for gene in genes), (word,) * len(genes)


def _contradiction(name: str, key: Key, genes: dict[Gene, None], plain: dict[str, NameProposals]) -> NameProposals:
    """Return the genes of an identifier and of a name beside it that is of others."""
    rows, words = map(list, _columns(genes))
    for found in plain.values():
        mask, wanted = (OWN_SYMBOL_MASK, OWN_SYMBOL) if _has_own_symbol(found) else (IS_EXACT, IS_EXACT)
        for row, word in zip(found.genes, found.matches, strict=True):
            if word & mask == wanted and row not in rows:
                rows.append(row)
                words.append(word)
    return NameProposals(name, key, tuple(rows), tuple(words), is_contradiction=True)


def _as_list(gatherer: Gatherer, name: str, key: Key, parts: Parts) -> NameProposals | None:
    """Return the proposals for each part of a list; ``None`` unless all are known."""
    found = [gatherer.gather(text) for text in parts.texts]
    if any(part.is_empty or part.parts for part in found):
        return None
    return NameProposals(name, key, parts=tuple(found))


def _beside_lacking(
    gatherer: Gatherer, name: str, key: Key, plain: dict[str, NameProposals], lacking: list[str]
) -> NameProposals | None:
    """Return the gene of an exact symbol beside an identifier that the index lacks, of the identifier's species."""
    types = [lacking_type.what for text in lacking if (lacking_type := identifier_type(text)) is not None]
    if any("another" in what or "plant" in what for what in types):
        return _nothing(name, key)
    (found,) = plain.values()
    if not _has_own_symbol(found):
        return None
    taxon = next((taxon for text in lacking if (taxon := _TAXON_OF_ENSEMBL.get(text[:4].upper()))), None)
    if taxon is not None:
        found = gatherer.of_species(found, taxon)._replace(prefix_taxon=None)
    return found._replace(name=name, key=key, matches=tuple(_ruled(word, KeyRule.MODIFIER) for word in found.matches))


def _of_type(gatherer: Gatherer, name: str, key: Key) -> NameProposals | None:
    """Return no gene for an identifier that no index holds, or as a hint that of the entry name's first part."""
    if identifier_type(name) is None or not gatherer.by_name(name, key).is_empty:
        return None
    part = before_entry_species(name)
    part_key = fold(part)
    if part_key is None:
        return _nothing(name, key)
    found = gatherer.by_name(part, part_key)
    taxon = {"HUMAN": HUMAN, "MOUSE": MOUSE, "RAT": RAT}.get(name.rpartition("_")[2])
    if taxon is not None:
        found = gatherer.of_species(found, taxon)
    return found._replace(name=name, key=key, families=(), is_hint=True)
