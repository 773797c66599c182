"""Small pages about entities: previews in the window of a client, pages of their own, and flyouts."""

from __future__ import annotations

import base64
import hashlib
from functools import cached_property
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from genenorm.annotation.exports.links import gene_links
from genenorm.core.model import Gene
from genenorm.service.reconciliation.entities import Entities, Entity

WIDTH, HEIGHT = 400, 260
"""The size in pixels that a preview needs."""
_MOST_GENES = 12
"""The most genes of a list that a page shows; the others are counted."""


class EntityPages:
    """Pages about entities, in which every text is escaped.

    :param entities: the entities.

    >>> from genenorm.index.reference import Reference
    >>> entities = Entities(Reference.open())
    >>> "<h1>GRIN1</h1>" in EntityPages(entities).page(entities.find("NCBIGene:2902"))
    True
    """

    def __init__(self, entities: Entities) -> None:
        self._entities = entities

    def content_policy(self, frame_ancestors: str) -> str:
        """Return what a page may load, its own style alone, and which pages may show it in a frame."""
        nothing = "default-src 'none'; base-uri 'none'; form-action 'none'"
        return f"{nothing}; style-src '{self._style_hash}'; {frame_ancestors}"

    def page(self, entity: Entity) -> str:
        """Return the page about an entity as HTML."""
        entities = self._entities
        return self._template.render(
            style=Markup(self._style),  # nosec B704 # a file of the package
            name=entities.name(entity),
            description=entities.description(entity),
            facts=self._facts(entity),
        )

    def flyout(self, entity: Entity) -> str:
        """Return a few lines of HTML about an entity."""
        entities = self._entities
        return self.lines(entities.name(entity), entities.id(entity), entities.description(entity))

    @staticmethod
    def lines(name: str, *more: str) -> str:
        """Return a name and further texts as lines of HTML.

        >>> EntityPages.lines("<i>", "a & b")
        '<p><strong>&lt;i&gt;</strong></p><p>a &amp; b</p>'
        """
        head = Markup("<p><strong>{}</strong></p>").format(name)
        return str(head + Markup("").join(Markup("<p>{}</p>").format(text) for text in more if text))

    def _facts(self, entity: Entity) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return what is known of an entity: labels with texts, each with its link or an empty one."""
        entities = self._entities
        facts: list[tuple[str, list[tuple[str, str]]]] = [("id", [(entities.id(entity), "")])]
        if not isinstance(entity, Gene):
            return [*facts, ("genes", self._shown(entities.genes(entity)))]
        gene_id = "" if entity.gene_id is None else str(entity.gene_id)
        links = gene_links(gene_id, entity.ensembl_id, entity.authority_id)
        facts.append(("databases", [(link.name, link.url) for link in links]))
        if group := entities.group_of(entity):
            facts.append(("homology group", [(entities.id(group), "")]))
            facts.append(("genes of it", self._shown(entities.genes(group))))
        if families := entities.reference.families_of(entity.key):
            facts.append(("families", [(entities.id(family), "") for family in families]))
        return facts

    def _shown(self, genes: list[Gene]) -> list[tuple[str, str]]:
        entities = self._entities
        shown = [(f"{entities.species(gene)} {entities.name(gene)}", "") for gene in genes[:_MOST_GENES]]
        return [*shown, (f"{len(genes) - _MOST_GENES} more", "")] if len(genes) > _MOST_GENES else shown

    @cached_property
    def _style(self) -> str:
        return _package_text("entity.css")

    @cached_property
    def _style_hash(self) -> str:
        return f"sha256-{base64.b64encode(hashlib.sha256(self._style.encode()).digest()).decode()}"

    @cached_property
    def _template(self) -> Template:
        environment = Environment(autoescape=True, trim_blocks=True, undefined=StrictUndefined)
        return environment.from_string(_package_text("entity.html.jinja"))


def _package_text(name: str) -> str:
    return files("genenorm.service.reconciliation").joinpath(name).read_text(encoding="utf-8")
