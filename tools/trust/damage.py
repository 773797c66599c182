"""Files damaged as disks, transfers, editors and careless programs do it, and as a search for faults does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

_MOST_CHANGES = 3
_LONGEST_RUN = 3_000
_NUMBERS = (
    b"0",
    b"-1",
    b"9" * 25,
    b"9" * 5_000,
    "²".encode(),
    "１２".encode(),
    b"1e999",
    b"NaN",
    b"0x10",
    b"1_000",
    b"",
)
_MARKS = (
    b'"', b"'", b"\t", b",", b";", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\x1a", b"\x85", "\u2028".encode(), b"\xff",
    b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"<", b"&", b"&a", b"*a", b"{", b"[", b"]", b"}", b": ", b"- ", b"#",
    b"---\n", b"...\n", b"|+\n", b"? ", b"!!python/object:os.system ", b"%TAG ! x\n", b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"]]>", b"=cmd()", b"@x", b"# genenorm: begin\n", b"# genenorm: end\n", b"genenorm_gene_id", b"genenorm_genes:\n",
)  # fmt: skip
_ENCODINGS = ("utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "cp500", "utf-7", "utf-8-sig", "shift_jis")


def damaged(data: bytes, chance: Random, others: tuple[bytes, ...] = ()) -> bytes:
    """Return a file with up to three kinds of damage; the same state of ``chance`` gives the same damage.

    :param others: files of which a part may get into it.
    """
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        data = chance.choice(tuple(DAMAGES.values()))(data, chance)
        if others and chance.random() < _SHARE_OF_OTHERS:
            other = chance.choice(others)
            start, end = _part(other, chance)
            data = _with(data, _place(data, chance), other[start:end])
    return data


_SHARE_OF_OTHERS = 0.05


def flip_bits(data: bytes, chance: Random) -> bytes:
    """Return a file with one to eight bits changed."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8) if changed else 0):
        bit = chance.randrange(8 * len(changed))
        changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def cut_end(data: bytes, chance: Random) -> bytes:
    """Return the beginning of a file."""
    return data[: _place(data, chance)]


def cut_start(data: bytes, chance: Random) -> bytes:
    """Return the end of a file."""
    return data[_place(data, chance) :]


def leave_out(data: bytes, chance: Random) -> bytes:
    """Return a file without a part of it."""
    start, end = _part(data, chance)
    return data[:start] + data[end:]


def double(data: bytes, chance: Random) -> bytes:
    """Return a file with a part of it repeated, up to thousands of bytes."""
    start, end = _part(data, chance)
    part = data[start:end]
    times = chance.choice((1, 1, 2, 10, _LONGEST_RUN // max(1, len(part))))
    return _with(data, end, part * times)


def move(data: bytes, chance: Random) -> bytes:
    """Return a file with a part of it at another place."""
    start, end = _part(data, chance)
    rest = data[:start] + data[end:]
    return _with(rest, _place(rest, chance), data[start:end])


def blank(data: bytes, chance: Random) -> bytes:
    """Return a file with a part of it as zeros, as after a power cut."""
    start, end = _part(data, chance)
    return data[:start] + bytes(end - start) + data[end:]


def swap_encoding(data: bytes, chance: Random) -> bytes:
    """Return a file in another encoding of text, or with its bytes read in a wrong one."""
    text = data.decode("utf-8", "surrogateescape")
    encoding = chance.choice(_ENCODINGS)
    if chance.random() < 0.5:
        return data.decode("latin-1").encode("utf-8")
    return text.encode(encoding, "replace")


def swap_line_ends(data: bytes, chance: Random) -> bytes:
    """Return a file with other line ends, in all or some of its lines."""
    end = chance.choice((b"\r\n", b"\r", b"\n\n", b"\n\r", b"\x0b", b""))
    lines = data.split(b"\n")
    return b"".join(line + (end if chance.random() < 0.8 else b"\n") for line in lines)


def insert_mark(data: bytes, chance: Random) -> bytes:
    """Return a file with a character or word that means something in some format."""
    return _with(data, _place(data, chance), chance.choice(_MARKS))


def swap_number(data: bytes, chance: Random) -> bytes:
    """Return a file with an odd number in the place of one of its numbers."""
    places = [place for place, byte in enumerate(data) if byte in b"0123456789"]
    if not places:
        return insert_mark(data, chance)
    place = chance.choice(places)
    return data[:place] + chance.choice(_NUMBERS) + data[place + 1 :]


DAMAGES: Mapping[str, Callable[[bytes, Random], bytes]] = {
    function.__name__: function
    for function in (
        flip_bits, cut_end, cut_start, leave_out, double, move, blank, swap_encoding, swap_line_ends, insert_mark,
        swap_number,
    )
}  # fmt: skip
"""Every kind of damage by its name."""


def _place(data: bytes, chance: Random) -> int:
    return chance.randint(0, len(data))


def _part(data: bytes, chance: Random) -> tuple[int, int]:
    """Return the start and end of a part, more often a short one."""
    start = _place(data, chance)
    return start, min(len(data), start + int(len(data) * chance.random() ** 3) + 1)


def _with(data: bytes, place: int, part: bytes) -> bytes:
    return data[:place] + part + data[place:]
