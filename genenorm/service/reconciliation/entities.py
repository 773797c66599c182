"""The entities of reconciliation: genes, families and homology groups, with their ids, names and types."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from genenorm.core.authorities import ENSEMBL, NCBI_GENE, curie_of
from genenorm.core.model import Family, Gene, Group
from genenorm.index.identifiers import find_identifier
from genenorm.index.reference import Reference

GENE, FAMILY, GROUP = "gene", "family", "homology-group"
"""The ids of the types of entities; ``gene/9606`` is that of human genes."""
FAMILY_PREFIX = "FPLX:"
GROUP_PREFIX = "homology:"
"""The prefix of ids of groups whose own id is that of a gene."""
_HOMOLOGENE = "HomoloGene:"
NOT_OF_GENES = (FAMILY_PREFIX, GROUP_PREFIX, _HOMOLOGENE)
"""The beginnings of ids of families and groups."""
Entity: TypeAlias = Gene | Family | Group


@dataclass(frozen=True, slots=True)
class EntityType:
    """A type of entities, as clients list it."""

    id: str
    name: str
    description: str
    taxon_id: int | None = None
    """The species of the genes of this type; ``None`` when it is of no one species."""

    @property
    def kind(self) -> str:
        """The id of the type without its species."""
        return self.id.partition("/")[0]

    def document(self) -> dict[str, object]:
        """Return the type as a value for JSON, with the broader one.

        >>> EntityType("gene/10090", "mouse gene", "", 10090).document()
        {'id': 'gene/10090', 'name': 'mouse gene', 'broader': [{'id': 'gene', 'name': 'gene'}]}
        """
        named: dict[str, object] = {"id": self.id, "name": self.name}
        return named if self.taxon_id is None else {**named, "broader": [{"id": GENE, "name": "gene"}]}


class Entities:
    """The entities of an index by their ids.

    :param reference: the open index.

    >>> entities = Entities(Reference.open())
    >>> gene = entities.find("NCBIGene:2902")
    >>> entities.name(gene), entities.id(gene), [kind.id for kind in entities.types_of(gene)]
    ('GRIN1', 'NCBIGene:2902', ['gene/9606', 'gene'])
    """

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        species = [
            EntityType(f"{GENE}/{taxon.taxon_id}", f"{taxon.common} gene", f"a gene of {taxon.name}", taxon.taxon_id)
            for taxon in reference.taxa.values()
        ]
        types = (
            EntityType(GENE, "gene", "a gene of any species of the index"),
            *species,
            EntityType(FAMILY, "gene family or complex", "a family or complex of FamPlex, whose members are genes"),
            EntityType(GROUP, "homology group", "genes of several species descended from one gene"),
        )
        self.types = {kind.id: kind for kind in types}
        """The types of entities by id."""

    def find(self, identifier: str) -> Entity | None:
        """Return the entity with an id; ``None`` when the index has none.

        Besides the ids of ``id``, all identifiers of genes are known, retired ones as those that replaced them.
        """
        identifier = identifier.strip()
        if identifier.startswith(FAMILY_PREFIX):
            row = self._families.get(identifier.removeprefix(FAMILY_PREFIX))
            return self.reference.family(row) if row else None
        if identifier.startswith((GROUP_PREFIX, _HOMOLOGENE)):
            row = self._groups.get(identifier.removeprefix(GROUP_PREFIX))
            return self.reference.group(row) if row else None
        found = find_identifier(self.reference, identifier)
        return found.gene if found else None

    def family_of_note(self, note: str) -> Family | None:
        """Return the family that the note of an answer names; ``None`` when it names none."""
        words = (word for word in note.split() if word.startswith(FAMILY_PREFIX))
        row = self._families.get(next(words, "").removeprefix(FAMILY_PREFIX))
        return self.reference.family(row) if row else None

    def id(self, entity: Entity) -> str:
        """Return the id of an entity.

        ``NCBIGene:2902`` for a gene, or the identifier of its authority or of Ensembl if it has no GeneID;
        ``FPLX:AMPK`` for a family; ``HomoloGene:7187`` for a group, or ``homology:HGNC:3327`` if HomoloGene lacks it.
        """
        if isinstance(entity, Gene):
            if entity.gene_id is not None:
                return f"{NCBI_GENE.curie_prefix}:{entity.gene_id}"
            if entity.authority_id:
                return curie_of(entity.authority_id)
            return f"{ENSEMBL.curie_prefix}:{entity.ensembl_id}"
        if isinstance(entity, Family):
            return FAMILY_PREFIX + entity.family_id
        known = entity.group_id
        return known if known.startswith(_HOMOLOGENE) else GROUP_PREFIX + known

    def name(self, entity: Entity) -> str:
        """Return the name by which people know an entity: the symbol of a gene, or its name or id if it has none."""
        if isinstance(entity, Gene):
            return entity.symbol or entity.name or self.id(entity)
        if isinstance(entity, Family):
            return entity.family_id.replace("_", " ")
        first = self.genes(entity)[0]
        return f"{self.name(first)} homology group"

    def description(self, entity: Entity) -> str:
        """Return what distinguishes an entity from others of its name."""
        if isinstance(entity, Gene):
            return "; ".join(filter(None, (self.species(entity), entity.name)))
        count = f"{len(entity.members)} genes"
        if isinstance(entity, Family):
            return f"family or complex of {count}"
        taxa = dict.fromkeys(self.species(gene) for gene in self.genes(entity))
        return f"{count}: {', '.join(taxa)}"

    def types_of(self, entity: Entity) -> list[EntityType]:
        """Return the types of an entity, the narrowest first."""
        if isinstance(entity, Gene):
            return [self.types[f"{GENE}/{entity.taxon_id}"], self.types[GENE]]
        return [self.types[FAMILY if isinstance(entity, Family) else GROUP]]

    def genes(self, entity: Entity) -> list[Gene]:
        """Return the genes of a family or group, or the gene itself; those of a group in the order of the species."""
        if isinstance(entity, Gene):
            return [entity]
        if isinstance(entity, Family):
            return list(self.reference.genes_of(entity.members))
        order = self.reference.taxon_ids.index
        genes = self.reference.genes_of([member.gene for member in entity.members])
        return sorted(genes, key=lambda gene: (order(gene.taxon_id), -gene.weight, gene.key))

    def group_of(self, gene: Gene) -> Group | None:
        """Return the homology group of a gene; ``None`` when it is in none."""
        return None if gene.group is None else self.reference.group(gene.group)

    def species(self, gene: Gene) -> str:
        """Return the common name of a gene's species."""
        return self.reference.common_names[gene.taxon_id]

    def value(self, entity: Entity) -> dict[str, str]:
        """Return an entity as the value of a property."""
        return {"id": self.id(entity), "name": self.name(entity)}

    @cached_property
    def _families(self) -> dict[str, int]:
        rows = range(1, self.reference.count("families") + 1)
        return {self.reference.family(row).family_id: row for row in rows}

    @cached_property
    def _groups(self) -> dict[str, int]:
        return {self.reference.group_id(row): row for row in range(1, self.reference.count("groups") + 1)}
