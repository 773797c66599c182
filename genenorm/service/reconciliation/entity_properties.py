"""The properties of entities: which there are, their values for data extension, and which may stand in queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from genenorm.core.errors import UnknownTaxonError
from genenorm.core.model import Family, Gene
from genenorm.index.homology import Homology, orthologs
from genenorm.service.problems import RequestError
from genenorm.service.reconciliation.entities import FAMILY, GENE, GROUP, Entities, Entity
from genenorm.service.reconciliation.query_forms import ExtensionProperty, ExtensionQuery

ORTHOLOGS, MEMBERS = "orthologs", "members"
IDENTIFIERS = ("gene_id", "ensembl_id", "authority_id", "identifier")
"""The properties that are identifiers of genes; in a query, any form of identifier is read in each of them."""
OTHER_NAMES = ("symbol", "previous_symbol", "synonym", "name")
"""The properties that are further names of the same gene."""
SPECIES = ("species", "taxon_id")
TEXT = "text"


@dataclass(frozen=True, slots=True)
class EntityProperty:
    """A property of entities."""

    id: str
    name: str
    description: str
    kinds: tuple[str, ...] = ()
    """The types of the entities that have values of it; empty for one that stands in queries alone."""
    value_type: str = ""
    """The type of its values, when these are entities."""


_PROPERTIES = (
    EntityProperty("gene_id", "NCBI GeneID", "the number of the gene at NCBI", (GENE,)),
    EntityProperty("ensembl_id", "Ensembl id", "the id of the gene at Ensembl", (GENE,)),
    EntityProperty("authority_id", "authority id", "the id at the species' nomenclature authority", (GENE,)),
    EntityProperty("identifier", "identifier of any kind", "in queries: any identifier of the gene"),
    EntityProperty("symbol", "symbol", "the official symbol", (GENE,)),
    EntityProperty("previous_symbol", "previous symbol", "in queries: another name that the gene had"),
    EntityProperty("synonym", "synonym", "in queries: another name of the gene"),
    EntityProperty("name", "full name", "the full name", (GENE, FAMILY, GROUP)),
    EntityProperty("species", "species", "the common name of the species", (GENE,)),
    EntityProperty("taxon_id", "taxon id", "the taxon id of the species at NCBI", (GENE,)),
    EntityProperty(TEXT, "text", "in queries: a text that the name is from"),
    EntityProperty("homology_group", "homology group", "the group of the gene", (GENE,), GROUP),
    EntityProperty("families", "families and complexes", "those that the gene is a member of", (GENE,), FAMILY),
    EntityProperty(ORTHOLOGS, "orthologs", "in all species, or the species of the setting", (GENE,), GENE),
    EntityProperty(MEMBERS, "members", "the genes of a family or homology group", (FAMILY, GROUP), GENE),
)


class EntityProperties:
    """The properties of an index's entities.

    :param entities: the entities.

    >>> from genenorm.index.reference import Reference
    >>> properties = EntityProperties(Entities(Reference.open()))
    >>> [found.name for found in properties.of_type("gene/9606")][-2:]
    ['worm orthologs', 'yeast orthologs']
    """

    def __init__(self, entities: Entities) -> None:
        self._entities = entities
        self._reference = entities.reference
        of_species = [
            EntityProperty(f"{ORTHOLOGS}/{row.taxon_id}", f"{row.common} orthologs", f"in {row.name}", (GENE,), GENE)
            for row in self._reference.taxa.values()
        ]
        self.all = {found.id: found for found in (*_PROPERTIES, *of_species)}
        """The properties by id."""

    def of_type(self, type_id: str) -> list[EntityProperty]:
        """Return the properties to fetch for entities of a type; those of all types for an empty or unknown id."""
        kind = type_id.partition("/")[0]
        known = kind in (GENE, FAMILY, GROUP)
        return [found for found in self.all.values() if (kind in found.kinds if known else found.kinds)]

    def settings(self) -> list[dict[str, object]]:
        """Return the settings of properties, as the manifest lists them."""
        choices = [{"value": "", "name": "all species"}]
        choices += [
            {"value": str(taxon.taxon_id), "name": taxon.common} for taxon in self._reference.taxa.values()
        ]  # fmt: skip
        levels = [
            {"value": Homology.STRINGENT.value, "name": "well supported pairs"},
            {"value": Homology.ALL.value, "name": "all pairs that any source names"},
        ]
        return [
            {
                "name": "species", "label": "Species of orthologs and members", "type": "select", "default": "",
                "help_text": "Only genes of this species are fetched.", "choices": choices,
            },
            {
                "name": "homology", "label": "Orthologs", "type": "select", "default": Homology.STRINGENT.value,
                "help_text": "How well an ortholog must be supported.", "choices": levels,
            },
            {
                "name": "limit", "label": "Limit", "type": "number", "default": 0,
                "help_text": "The most values of each gene; 0 for all.",
            },
        ]  # fmt: skip

    def extension(self, query: ExtensionQuery, check: Callable[[], object] = lambda: None) -> dict[str, object]:
        """Return the values of properties for entities.

        An unknown entity or property has no values, and the name of such a property says so: a client may ask for
        properties of another service, and shows the name above the values.

        :param query: the entities and properties.
        :param check: is called before each entity, and may raise to end the work.
        :raises RequestError: a property is asked for twice, or a setting is unknown.
        """
        readers: dict[str, Callable[[Entity], list[dict[str, str]]]] = {}
        meta: list[dict[str, object]] = []
        for asked in query.properties:
            if asked.id in readers:
                raise RequestError(400, f"the property {asked.id!r:.60} is asked for twice", "extend.properties")
            found = self.all.get(asked.id)
            if found is None or not found.kinds:
                why = "not known here" if found is None else "only for queries"
                meta.append({"id": asked.id, "name": f"{asked.id if found is None else found.name} ({why})"})
                readers[asked.id] = _no_values
                continue
            readers[asked.id] = self._reader(found, asked)
            named: dict[str, object] = {"id": found.id, "name": found.name}
            if found.value_type:
                named["type"] = {"id": found.value_type, "name": self._entities.types[found.value_type].name}
            meta.append(named)
        rows = {}
        for identifier in query.ids:
            check()
            entity = self._entities.find(identifier)
            rows[identifier] = {pid: [] if entity is None else read(entity) for pid, read in readers.items()}
        return {"meta": meta, "rows": rows}

    def _reader(self, found: EntityProperty, asked: ExtensionProperty) -> Callable[[Entity], list[dict[str, str]]]:
        """Return the function from an entity to its values of a property with settings."""
        settings = {name: "" if value is None else str(value) for name, value in (asked.settings or {}).items()}
        species, homology, limit = self._read_settings(settings)
        pid, _, taxon = found.id.partition("/")
        taxa = (int(taxon),) if taxon else species

        def read(entity: Entity) -> list[dict[str, str]]:
            values = list(self._values(pid, entity, taxa, homology))
            return values[:limit] if limit else values

        return read

    def _read_settings(self, settings: dict[str, str]) -> tuple[tuple[int, ...], Homology, int]:
        """Return the species, the level of homology and the limit of some settings."""
        if unknown := settings.keys() - {"species", "homology", "limit"}:
            raise RequestError(400, f"no setting {min(unknown)!r:.60}; there are: species, homology, limit", "extend")
        species = settings.get("species", "").strip()
        level = settings.get("homology", "").strip() or Homology.STRINGENT.value
        limit = settings.get("limit", "").strip().removesuffix(".0") or "0"
        try:
            taxa = (self._reference.taxon(species).taxon_id,) if species else ()
        except UnknownTaxonError as error:
            raise RequestError(400, str(error), "extend.settings.species") from error
        if level not in (known.value for known in Homology):
            raise RequestError(400, f"homology is {level!r:.60}; it may be: stringent, all", "extend.settings.homology")
        if not (limit.isascii() and limit.isdigit() and len(limit) < 10):
            raise RequestError(400, f"limit is {limit!r:.60}; it must be a whole number", "extend.settings.limit")
        return taxa, Homology(level), int(limit)

    def _values(self, pid: str, entity: Entity, taxa: tuple[int, ...], homology: Homology) -> Iterable[dict[str, str]]:
        entities = self._entities
        if pid == MEMBERS and not isinstance(entity, Gene):
            genes = entities.genes(entity)
            return [entities.value(gene) for gene in genes if not taxa or gene.taxon_id in taxa]
        if not isinstance(entity, Gene):
            return _texts(entities.name(entity)) if pid == "name" else []
        if pid == ORTHOLOGS:
            found = orthologs(self._reference, entity, taxa[0] if taxa else None, homology)
            return [entities.value(ortholog.gene) for ortholog in found]
        if pid == "homology_group":
            group = entities.group_of(entity)
            return [entities.value(group)] if group else []
        if pid == "families":
            families: tuple[Family, ...] = self._reference.families_of(entity.key)
            return [entities.value(family) for family in families]
        return _texts(self._fact(pid, entity))

    def _fact(self, pid: str, gene: Gene) -> str:
        if pid == "gene_id":
            return "" if gene.gene_id is None else str(gene.gene_id)
        if pid == "species":
            return self._entities.species(gene)
        return "" if pid == MEMBERS else str(getattr(gene, pid))


def _no_values(_entity: Entity) -> list[dict[str, str]]:
    return []


def _texts(text: str) -> list[dict[str, str]]:
    return [{"str": text}] if text else []
