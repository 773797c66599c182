"""Reader of FamPlex's tables of protein families and complexes, their members and their names."""

from __future__ import annotations

from genenorm.builder.source_rows import FamilyRows, SourceFile, Tally


def read_famplex(
    entities: SourceFile, relations: SourceFile, names: SourceFile, tallies: tuple[Tally, Tally, Tally]
) -> FamilyRows:
    """Return the rows of FamPlex's three tables, without names of anything but a family, complex or human gene."""
    ids = []
    for row in entities.read_headerless(1):
        tallies[0].read += 1
        ids.append(row[0])
    parts = []
    for space, part, relation, whole_space, whole in (row[:5] for row in relations.read_headerless(5)):
        tallies[1].read += 1
        if whole_space == "FPLX" and relation in ("isa", "partof") and space in ("FPLX", "HGNC"):
            parts.append((space, part, whole))
        else:
            tallies[1].drop("not a gene or family of FamPlex")
    families, genes = [], []
    for row in names.read_headerless(3):
        tallies[2].read += 1
        # a name is followed by one or more pairs of namespace and id
        grounding = dict(zip(row[1::2], row[2::2], strict=False))
        if "FPLX" in grounding:
            families.append((row[0], grounding["FPLX"]))
        elif "HGNC" in grounding:
            genes.append((row[0], grounding["HGNC"]))
        else:
            tallies[2].drop("neither a family nor a human gene")
    return FamilyRows(tuple(ids), tuple(parts), tuple(families), tuple(genes))
