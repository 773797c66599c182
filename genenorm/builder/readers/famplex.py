"""FamPlex: protein families and complexes, their members and their names."""

from __future__ import annotations

from genenorm.builder.source_rows import Blob, FamilyRows, Tally


def read_famplex(entities: Blob, relations: Blob, names: Blob, tallies: tuple[Tally, Tally, Tally]) -> FamilyRows:
    """Return FamPlex's three tables; names that ground to anything but a family or a human gene are dropped."""
    ids = []
    for row in entities.plain(1):
        tallies[0].read += 1
        ids.append(row[0])
    parts = []
    for space, part, relation, whole_space, whole in (row[:5] for row in relations.plain(5)):
        tallies[1].read += 1
        if whole_space == "FPLX" and relation in ("isa", "partof") and space in ("FPLX", "HGNC"):
            parts.append((space, part, whole))
        else:
            tallies[1].drop("not a gene or family of FamPlex")
    families, genes = [], []
    for row in names.plain(3):
        tallies[2].read += 1
        # one text may ground to several ids: pairs of namespace and id follow it
        grounding = dict(zip(row[1::2], row[2::2], strict=False))
        if "FPLX" in grounding:
            families.append((row[0], grounding["FPLX"]))
        elif "HGNC" in grounding:
            genes.append((row[0], grounding["HGNC"]))
        else:
            tallies[2].drop("neither a family nor a human gene")
    return FamilyRows(tuple(ids), tuple(parts), tuple(families), tuple(genes))
