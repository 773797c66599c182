"""Reader of the human orthologs in WormBase's automated descriptions of worm genes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from genenorm.builder.source_rows import OrthologPair, SourceFile, Tally

_ORTHOLOGS = re.compile(r"\bis an ortholog of human (.+?)(?:\\;|\.?$|\. )")
_BETWEEN = re.compile(r" ?, (?:and )?| and ")


def read_worm_descriptions(file: SourceFile, tally: Tally, human_id: Callable[[str], str]) -> Iterator[OrthologPair]:
    """Yield the human orthologs that a description names: ``is an ortholog of human STX10 and STX6 (syntaxin 6)``.

    ``human_id`` returns the identifier of the human gene with a current or former symbol, or an empty text. Orthologs
    given as members of gene families are dropped. A pair may extend a homology group when the description names one
    ortholog, and no other description names the same one alone.
    """
    found: list[tuple[str, list[str]]] = []
    for gene, description in file.read_columns(["Wormbase ID", "Automated Description"], delimiter=",", quoted=True):
        tally.read += 1
        named = _ORTHOLOGS.search(_without_brackets(description))
        if named is None:
            tally.drop("no human ortholog")
        elif "famil" in named[1]:
            tally.drop("members of a gene family")
        else:
            found.append((gene, [text for text in _BETWEEN.split(" ".join(named[1].split())) if text]))
    alone = Counter(symbols[0] for _, symbols in found if len(symbols) == 1)
    for gene, symbols in found:
        for symbol in symbols:
            if human := human_id(symbol):
                one_to_one = len(symbols) == 1 and alone[symbol] == 1
                yield OrthologPair("WormBase", (human,), (gene,), may_extend_group=one_to_one)
            else:
                tally.drop("no human gene with this symbol")


def _without_brackets(text: str) -> str:
    """Return a text without what is in brackets, which has the full names of genes.

    >>> _without_brackets("human A (a (b), c) and B (d)")
    'human A  and B '
    """
    kept, depth = [], 0
    for character in text:
        depth += character == "("
        if not depth:
            kept.append(character)
        depth -= character == ")" and depth > 0
    return "".join(kept)
