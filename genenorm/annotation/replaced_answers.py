"""Answers of a figure record that a run replaces by other ones, among them those that somebody has edited."""

from __future__ import annotations

from collections import defaultdict, deque

from genenorm.core.errors import RecordError

_Answer = tuple[str, ...]


def replaced_names(before: bytes, after: bytes, name: str) -> tuple[str, ...]:
    r"""Return the names of a figure record whose answer or doubt is another one than before, in their order.

    Scores and details do not count, and neither do names that only one of the two has. Where the earlier answers cannot
    be read, since they were edited, all names count.

    :param before: the record with its earlier answers, or without any; may be empty.
    :param after: the record with its new answers.
    :param name: the file's name, whose suffix shows the compression.

    >>> block = "# genenorm: begin\ngenes:\n- {keyword: p53, status: resolved, symbol: %s}\n# genenorm: end\n"
    >>> before, after = ((f"---\nfigid: f\n{block}---\n" % gene).encode() for gene in ("Trp53", "TP53"))
    >>> replaced_names(before, after, "f.md"), replaced_names(after, after, "f.md")
    (('p53',), ())
    """
    from genenorm.annotation.exports.answer_entries import read_record_answers

    if not before or before == after:
        return ()
    new: defaultdict[str, deque[_Answer]] = defaultdict(deque)
    entries = read_record_answers(after, name)
    for entry in entries:
        new[entry.name].append((entry.status, entry.species, entry.gene_id, entry.symbol, entry.doubt))
    try:
        old = read_record_answers(before, name)
    except RecordError:
        return tuple(entry.name for entry in entries)
    return tuple(
        entry.name
        for entry in old
        if new[entry.name]
        and new[entry.name].popleft() != (entry.status, entry.species, entry.gene_id, entry.symbol, entry.doubt)
    )
