"""The genes of names with parts, of which some are identifiers: ``TP53|7157``, ``P04637;Q00987``, ``BRCA1 (P38398)``.

What stands beside an identifier must be a name of its gene or of an ortholog, a mark, or have the form of a symbol that
the index lacks. Names with anything else are unknown, with the gene as a hint; those of another gene leave it open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from genenorm.core.model import KeyRule, NameKind
from genenorm.core.numbers import whole_number
from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT
from genenorm.index.identifiers import SHORTEST_ACCESSION, find_identifier, has_form, may_be_identifier
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
    splits_of,
    without_prefixes,
)
from genenorm.text.identifier_marks import (
    NOT_ITS_NAME,
    OTHER_SPECIES,
    is_part_of_gene,
    may_be_new_symbol,
    species_of_word,
    without_number,
)
from genenorm.text.identifier_types import ENTRY_NAME, identifier_type
from genenorm.text.keys import Key, fold

if TYPE_CHECKING:
    from genenorm.core.model import Gene
    from genenorm.index.reference import IdMatch, Reference
    from genenorm.resolver.gather import Gatherer

FEWEST_DIGITS = 3
"""Digits of the shortest GeneID that a program made a float, or that is in a list with commas."""
FEWEST_DIGITS_ALONE = 4
"""Digits of the shortest GeneID that counts against the symbol before it (``TP53_1956``)."""
_UNCHANGED = (KeyRule.AS_WRITTEN, KeyRule.CASE, KeyRule.PUNCTUATION)
SURE_RULES = (*_UNCHANGED, KeyRule.IDENTIFIER, KeyRule.MODIFIER, KeyRule.SPECIES_PREFIX, KeyRule.PROGRAM_MARK,
         KeyRule.PROTEIN_VARIANT, KeyRule.COMPLETION)  # fmt: skip
_OF_PRODUCTS = ("a RefSeq protein", "a RefSeq transcript", "an Ensembl protein", "an Ensembl transcript",
                "an Ensembl exon", "a Havana identifier", "a coding sequence of CCDS", "a UCSC transcript",
                "a GenBank accession")  # fmt: skip
"""Types of identifiers that may be beside that of their gene; an accession with a version is the name of a clone."""
_PRODUCTS_OF_FLY = ("FBtr", "FBpp")
_TAXON_OF_ENSEMBL = {"ENSG": HUMAN, "ENST": HUMAN, "ENSP": HUMAN, "ENSM": MOUSE, "ENSR": RAT, "ENSD": FISH}


def no_genes(name: str, key: Key) -> NameProposals:
    """Return the proposals for a name that has no genes."""
    return NameProposals(name, key)


def whole_digits(text: str) -> str:
    """Return a whole number without the fraction of a float; an empty string for other text."""
    whole, _, fraction = text.partition(".")
    is_whole = whole_number(whole) is not None and not fraction.strip("0")
    return whole if is_whole and whole.lstrip("0") == whole else ""


def ruled(word: int, rule: KeyRule) -> int:
    """Return a match word after a rule, unless its name matched after a rule that says more."""
    return with_rule(word, rule) if rule_of(word) in _UNCHANGED else word


def identifier_columns(genes: dict[Gene, None]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the row numbers and match words of genes that are identified."""
    word = match_word(NameKind.IDENTIFIER, KeyRule.IDENTIFIER, is_exact=True)
    return tuple(gene.key for gene in genes), (word,) * len(genes)


def identified(name: str, key: Key, found: IdMatch) -> NameProposals:
    """Return the proposals for a name that has the identifier of a gene."""
    assert found.gene is not None
    kind = NameKind.RETIRED_IDENTIFIER if found.retired else NameKind.IDENTIFIER
    return NameProposals(name, key, (found.gene.key,), (match_word(kind, KeyRule.IDENTIFIER, is_exact=True),))


def several_identified(name: str, key: Key, genes: dict[Gene, None]) -> NameProposals:
    """Return the proposals for one or more genes that are identified."""
    word = match_word(NameKind.IDENTIFIER, KeyRule.IDENTIFIER, is_exact=True)
    found = [NameProposals(name, key, (gene.key,), (word,)) for gene in genes]
    return found[0] if len(found) == 1 else NameProposals(name, key, parts=tuple(found))


def hint(gatherer: Gatherer, name: str, key: Key, genes: dict[Gene, None], note: str = NOT_ITS_NAME) -> NameProposals:
    """Return the genes of the identifiers in a name that is no name of a gene."""
    for text in _inner(name):
        if (match := find_identifier(gatherer.reference, text)) is not None and match.gene is not None:
            genes = {**genes, match.gene: None}
    return NameProposals(name, key, *identifier_columns(genes), is_hint=True, hint_note=note)


def _inner(name: str) -> list[str]:
    """Return the words of a name that may be identifiers by their letters and digits."""
    words = [word for word in name.replace("|", "_").replace(" ", "_").split("_") if len(word) >= SHORTEST_ACCESSION]
    return [word for word in words if not word.isdigit()]


def genes_of_parts(gatherer: Gatherer, name: str, key: Key, parts: Parts) -> NameProposals | None:
    """Return the genes of a name that has an identifier among its parts; ``None`` for other names."""
    reference = gatherer.reference
    matches: list[IdMatch] = []
    names: list[str] = []
    numbers: list[str] = []
    lacking: list[str] = []
    for text in parts.texts:
        if digits := whole_digits(text):
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
    is_named = any(_agrees(gatherer, gene, found) for gene in genes for found in plain.values())
    if not (is_named or parts.is_list) and len(numbers) == 1 and len(numbers[0]) >= FEWEST_DIGITS:
        numbered = gatherer.reference.gene_by_id(int(numbers[0]))
        genes |= {} if numbered is None else {numbered: None}
        if len(genes) > 1:
            return _contradiction(name, key, genes, plain)
    if len(genes) > 1:
        if names and not parts.is_list:
            return _contradiction(name, key, genes, plain)
        return _as_list(gatherer, name, key, parts) if names else several_identified(name, key, genes)
    (gene,) = genes
    if not names and parts.is_list and lacking:
        return NameProposals(name, key, *identifier_columns(genes), is_contradiction=True)
    if not all(species_of_word(text) in (0, gene.taxon_id) for text in names):
        return hint(gatherer, name, key, genes, OTHER_SPECIES)
    if is_named:
        return identified(name, key, matches[0])
    if any(word & IS_EXACT for text, found in plain.items() if not _is_mark(gene, text) for word in found.matches):
        is_several = parts.is_list and not set(name).isdisjoint(",;")
        return _as_list(gatherer, name, key, parts) if is_several else _contradiction(name, key, genes, plain)
    if all(_fits(gatherer, gene, text) for text in (*plain, *lacking)):
        return identified(name, key, matches[0])
    return hint(gatherer, name, key, genes)


def _is_mark(gene: Gene, text: str) -> bool:
    """Return whether a text beside an identifier says its species, or that it is of a gene or a transcript."""
    return is_part_of_gene(text) or species_of_word(text) == gene.taxon_id


def _fits(gatherer: Gatherer, gene: Gene, text: str) -> bool:
    """Return whether a text beside an identifier, which is no name in the index, may be of its gene all the same."""
    if _is_mark(gene, text):
        return True
    known_type = identifier_type(text)
    if known_type is not None:
        if known_type.what == ENTRY_NAME:
            return species_of_word(text.rpartition("_")[2]) in (0, gene.taxon_id)
        if text[:4] in _PRODUCTS_OF_FLY:
            return gene.taxon_id == FLY
        taxon = _TAXON_OF_ENSEMBL.get(text[:4].upper()) if text[:3].upper() == "ENS" else gene.taxon_id
        return known_type.what in _OF_PRODUCTS and taxon == gene.taxon_id
    if has_form(text):
        return False
    text_key = fold(text)
    if text_key is None or may_be_new_symbol(text):
        return True
    shorter = without_number(text)
    shorter_key = fold(shorter)
    if shorter != text and shorter_key is not None and _agrees(gatherer, gene, gatherer.by_name(shorter, shorter_key)):
        return True
    found = gatherer.gather(text)
    sure = [rule_of(word) in SURE_RULES for word in found.matches]
    return not found.is_hint and _agrees(gatherer, gene, found.where(sure))


def partners(gatherer: Gatherer, name: str) -> Parts | None:
    """Return an identifier and the name beside it, or several identifiers with spaces; ``None`` for other names."""
    for pair in splits_of(name):
        for text, other in (pair, pair[::-1]):
            if not other[:1].isalpha() or not may_be_identifier(text):
                continue
            if text.isdigit():
                if name in ("_".join(pair), ":".join(pair), " ".join(pair)) and not has_form(other):
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
    if (parts.is_list or not parts.is_certain) and len(numbers[0]) < FEWEST_DIGITS:
        return None
    is_of_other_species = not all(species_of_word(text) in (0, gene.taxon_id) for text in plain)
    if any(_agrees(gatherer, gene, found) for found in plain.values()) and not is_of_other_species:
        return several_identified(name, key, genes)
    if parts.is_list:
        return None
    if parts.is_certain and is_of_other_species:
        return hint(gatherer, name, key, genes, OTHER_SPECIES)
    if not parts.is_certain:
        is_named = any(found.has_own_symbol for found in plain.values()) and len(numbers[0]) >= FEWEST_DIGITS_ALONE
        return _contradiction(name, key, genes, plain) if is_named else None
    if any(word & IS_EXACT for found in plain.values() for word in found.matches):
        return _contradiction(name, key, genes, plain)
    if len(numbers[0]) < FEWEST_DIGITS:
        return None
    is_of_gene = all(_fits(gatherer, gene, text) for text in plain)
    return several_identified(name, key, genes) if is_of_gene else hint(gatherer, name, key, genes)


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


def _contradiction(name: str, key: Key, genes: dict[Gene, None], plain: dict[str, NameProposals]) -> NameProposals:
    """Return the genes of an identifier and of a name beside it that is of others."""
    rows, words = map(list, identifier_columns(genes))
    for found in plain.values():
        mask, wanted = (OWN_SYMBOL_MASK, OWN_SYMBOL) if found.has_own_symbol else (IS_EXACT, IS_EXACT)
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
        return no_genes(name, key)
    (found,) = plain.values()
    if not found.has_own_symbol:
        return None
    taxon = next((taxon for text in lacking if (taxon := _TAXON_OF_ENSEMBL.get(text[:4].upper()))), None)
    if taxon is not None:
        found = gatherer.of_species(found, taxon)._replace(prefix_taxon=None)
    return found._replace(name=name, key=key, matches=tuple(ruled(word, KeyRule.MODIFIER) for word in found.matches))
