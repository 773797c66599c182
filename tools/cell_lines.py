"""Write genenorm/data/cell_lines.tsv, the species of cell lines, from the Experimental Factor Ontology (EFO).

    pip download --no-deps cellxgene-ontology-guide==1.11.1
    python -m tools.cell_lines cellxgene_ontology_guide-1.11.1-py3-none-any.whl

The package has the terms of EFO with their ancestors, among them one for the cell lines of each species. A cell line is
named by its label and its synonyms. Names are left out by rule: names without a digit, and names of genes, are only
taken together with "cells"; names that are short or look like words, names that EFO gives to lines of two species, and
names that are in the list of species words but for punctuation, are left out altogether.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import zstandard

from genenorm.core.taxa import FISH, FLY, HUMAN, MOUSE, RAT
from genenorm.index.reference import Reference
from genenorm.resolver.gather import Gatherer
from genenorm.text.species_words import species_words

SPECIES_TERMS = {
    "EFO:0002888": HUMAN,
    "EFO:0002887": MOUSE,
    "EFO:0002936": RAT,
    "EFO:0002935": FLY,
    "EFO:0002940": FISH,
}
"""Taxon id by the EFO term of which the cell lines of the species are descendants."""
_FILE = re.compile(r".*/EFO-ontology-v([\d.]+)\.json\.zst")
_GENERIC = re.compile(r"\b(?:cell lines?|strain|derived|obsolete|clone|treated|infected)\b|obsolete_", re.IGNORECASE)
"""Labels of sorts of cell lines, not of one."""
_SHORTEST = 4
_WORD = re.compile("[A-Za-z]{9}|[A-Z]?[a-z]+(?: [a-z]+)*$")
"""Names that are words: with nine letters in a row, or with no more capitals than the first letter."""
COMMENT = """\
# Cell lines by species, from the Experimental Factor Ontology (EFO) {version}, Apache License 2.0; written by
# python -m tools.cell_lines, which has the rules. Columns: taxon id, names separated by "|".
"""


def read_package(wheel: Path) -> tuple[str, Mapping[str, Any]]:
    """Return the latest version of EFO in the package, and its terms by id.

    Raises SystemExit when the file has no EFO.
    """
    with zipfile.ZipFile(wheel) as archive:
        found = [(match[1], name) for name in archive.namelist() if (match := _FILE.fullmatch(name))]
        if not found:
            raise SystemExit(f"{wheel}: has no EFO; give the wheel of cellxgene-ontology-guide")
        version, name = max(found, key=lambda item: [int(part) for part in item[0].split(".")])
        data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(archive.read(name))).read()
    return version, json.loads(data)


def names_by_taxon(terms: Mapping[str, Any], gatherer: Gatherer) -> dict[int, list[str]]:
    """Return the names of cell lines to match in texts, by taxon id and in alphabetical order."""
    taxa: dict[str, set[int]] = defaultdict(set)
    spelled: dict[str, str] = {}
    for term in terms.values():
        species = {SPECIES_TERMS[ancestor] for ancestor in term["ancestors"] if ancestor in SPECIES_TERMS}
        if len(species) != 1 or term["deprecated"] or _GENERIC.search(term["label"]):
            continue
        for text in (term["label"], *term.get("synonyms", ())):
            name = re.sub(r"\s+cells?$", "", text.strip(), flags=re.IGNORECASE)
            if re.fullmatch(r"[\w./+ -]+", name, re.ASCII) and len(name.split()) <= 2:
                taxa[name.lower()] |= species
                spelled.setdefault(name.lower(), name)
    chosen: dict[int, list[str]] = defaultdict(list)
    for key, species in taxa.items():
        if len(species) == 1:
            chosen[min(species)] += _forms(spelled[key], gatherer)
    return {taxon: sorted(names, key=str.lower) for taxon, names in sorted(chosen.items())}


def _forms(name: str, gatherer: Gatherer) -> Iterator[str]:
    """Yield the form of a cell line's name that can mean nothing else; none for words and names that are listed."""
    letters = re.findall("[A-Za-z]", name)
    if len(name) < _SHORTEST or len(letters) < 2 or _WORD.match(name) or _is_listed(name):
        return
    is_gene = bool(gatherer.gather(name).genes)
    yield name if any(map(str.isdigit, name)) and not is_gene else f"{name} cell~"


def _is_listed(name: str) -> bool:
    """Return whether a name, with or without its punctuation, is or has a word in the list of species words."""
    plain = re.sub(r"[\W_]", "", name)
    return any(next(species_words().find(text), None) for text in (name, plain, f"{name} cells", f"{plain} cells"))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path, help="wheel of cellxgene-ontology-guide")
    version, terms = read_package(parser.parse_args().wheel)
    with Reference.open() as reference:
        names = names_by_taxon(terms, Gatherer(reference))
    lines = [f"{taxon}\t{'|'.join(found)}" for taxon, found in names.items()]
    path = Path(str(resources.files("genenorm").joinpath("data/cell_lines.tsv")))
    path.write_text(COMMENT.format(version=version) + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path}: {sum(map(len, names.values()))} names of cell lines")


if __name__ == "__main__":
    main()
