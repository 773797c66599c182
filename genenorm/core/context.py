"""The context of a name: the facts about its text or record from which the species is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from genenorm.core.taxa import taxon_id_of
from genenorm.core.values import NamedTuple, Value, replace, set_field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

SpeciesChoice: TypeAlias = str | int | Iterable[str | int] | None
"""One species or several, each as common name, Latin name or NCBI taxon id; ``None`` leaves the species open.

Several are a list, or one text with commas: ``["human", 10090]``, ``"human,mouse"``.
"""
Organisms: TypeAlias = str | int | Iterable[str | int]
"""Organisms, each as common name, Latin name or NCBI taxon id; those that no index has are kept as they are."""
AUTO = "auto"
"""The species of a list whose names decide it together; see ``Context``."""


class SpeciesMention(NamedTuple):
    """A place in a text that names a species, by word or by a given annotation."""

    start: int
    end: int
    taxon_id: int
    strength: float
    """1 for the species' own name; less for words for people, cell lines and weak hints."""


class Context(Value):
    """The facts about the text or record of a name from which its species is decided; every part may be empty.

    ``species`` is given as one name or taxon id, or as several, and stored as taxon ids. ``organisms``,
    ``record_organisms`` and ``machine_organisms`` are one name or taxon id, or several, stored as tuples of text.

    >>> Context(species="mouse").species, Context(species=("human", 10090)).species
    ((10090,), (9606, 10090))

    With ``species="auto"`` the names of a list decide together: when they are of one species, it is asked for as if it
    had been given; when they are of several, or too few to tell, the species stays open.
    """

    species: tuple[int, ...]
    """Taxon ids asked for explicitly, the preferred one first. Only genes of these species are answers."""
    organisms: tuple[str, ...]
    """Organism names that the user states. Genes of these species are preferred, also those found through homology."""
    machine_organisms: tuple[str, ...]
    """Organism names that a program found; the text counts more."""
    title: str
    """Title of the text or record."""
    text: str
    """Caption or abstract."""
    mentions: tuple[SpeciesMention, ...]
    """Species annotations that came with the text; offsets count from the start of ``title + " " + text``."""
    record_organisms: tuple[str, ...]
    """Organism names that the record lists, by its authors or curators; they count less, since the list is often that
    of a whole paper."""
    is_auto: bool
    """Whether the names of a list decide its species together."""
    are_symbols: bool
    """Whether a program assigned the names, which are official symbols as they are written."""

    def __init__(
        self,
        species: SpeciesChoice = (),
        organisms: Organisms = (),
        machine_organisms: Organisms = (),
        title: str = "",
        text: str = "",
        mentions: Iterable[SpeciesMention] = (),
        record_organisms: Organisms = (),
        is_auto: bool = False,
        are_symbols: bool = False,
    ) -> None:
        """Make a context.

        Raises UnknownTaxonError for a species name that genenorm does not know; a species that only your own index has
        is given by taxon id. Raises TypeError when species, organisms, title or text do not have the types above.
        """
        is_auto = is_auto or (isinstance(species, str) and species == AUTO)
        set_field(self, "species", () if is_auto else species_ids(species))
        set_field(self, "organisms", _organisms("organisms", organisms))
        set_field(self, "machine_organisms", _organisms("machine_organisms", machine_organisms))
        set_field(self, "title", _text("title", title))
        set_field(self, "text", _text("text", text))
        set_field(self, "mentions", _mentions(mentions))
        set_field(self, "record_organisms", _organisms("record_organisms", record_organisms))
        set_field(self, "is_auto", is_auto)
        set_field(self, "are_symbols", are_symbols)

    @property
    def whole(self) -> str:
        """Title and text as one string; the offsets of ``mentions`` count in it."""
        return f"{self.title} {self.text}" if self.title else self.text

    @property
    def is_empty(self) -> bool:
        """Whether all parts are empty; ``mentions`` are not checked, since they belong to the title and text."""
        organisms = self.organisms or self.record_organisms or self.machine_organisms
        return not (self.species or organisms or self.title or self.text or self.are_symbols)


def with_given(context: Context, given: Context) -> Context:
    """Return the context of a record with what the user says of it: species, organisms and text.

    The user's species take the place of the record's, organisms and text are added.

    >>> found = with_given(Context(species="human", text="Neurons."), Context(species="rat", text="In vitro"))
    >>> found.species, found.text
    ((10116,), 'Neurons. In vitro')
    """
    if given.is_empty:
        return context
    return replace(
        context,
        species=given.species or context.species,
        organisms=(*context.organisms, *given.organisms),
        text=with_text(context.text, given.text),
    )


def with_text(text: str, further: str) -> str:
    """Return a text with a further one after it, as sentences of their own.

    >>> with_text("Cultured neurons.", "Of mice"), with_text("", "Of mice")
    ('Cultured neurons. Of mice', 'Of mice')
    """
    if not (text and further):
        return text or further
    return f"{text} {further}" if text.rstrip().endswith((".", "!", "?")) else f"{text}. {further}"


def species_ids(species: SpeciesChoice) -> tuple[int, ...]:
    """Return the taxon ids of species given as names or ids, in order and without repetition.

    >>> species_ids(["mouse", 9606, "Mus musculus"]), species_ids(None)
    ((10090, 9606), ())

    Raises UnknownTaxonError for an unknown name, and TypeError for a value that is neither a name nor an id.
    """
    if species is None:
        return ()
    if type(species) is tuple and not species:
        return species
    if isinstance(species, str) and "," in species:
        species = several_names(species)
    elif isinstance(species, str) or hasattr(species, "__index__"):
        return (_species_id(species),)
    if isinstance(species, bytes | Mapping) or not isinstance(species, Iterable):
        raise TypeError(f"species must be names or taxon ids, not {_shown(species)}")
    return tuple(dict.fromkeys(map(_species_id, species)))


def several_names(names: str) -> tuple[str, ...]:
    """Return the names in a text, as the command line takes them: ``human,mouse``.

    >>> several_names("human, Mus musculus"), several_names("mouse")
    (('human', 'Mus musculus'), ('mouse',))
    """
    return tuple(map(str.strip, names.split(","))) if "," in names else (names,)


def _species_id(species: object) -> int:
    if isinstance(species, bool) or not (isinstance(species, str) or hasattr(species, "__index__")):
        raise TypeError(f"species must be names or taxon ids, not {type(species).__name__}: {species!r}")
    return taxon_id_of(species if isinstance(species, str) else int(species))


def _organisms(parameter: str, organisms: Organisms) -> tuple[str, ...]:
    if isinstance(organisms, str):
        return several_names(organisms)
    if hasattr(organisms, "__index__"):
        return (_organism(parameter, organisms),)
    if isinstance(organisms, bytes | Mapping) or not isinstance(organisms, Iterable):
        raise TypeError(f"{parameter} must be names or taxon ids, not {_shown(organisms)}")
    return tuple(_organism(parameter, organism) for organism in organisms)


def _organism(parameter: str, organism: object) -> str:
    if isinstance(organism, str):
        return organism
    if isinstance(organism, bool) or not hasattr(organism, "__index__"):
        raise TypeError(f"{parameter} must be names or taxon ids, not {type(organism).__name__}: {organism!r}")
    return str(int(organism))


def _text(parameter: str, text: str) -> str:
    if not isinstance(text, str):
        raise TypeError(f"{parameter} must be text, not {_shown(text)}")
    return text


def _shown(given: object) -> str:
    """Return the type and value of what was given, with advice for ``None``."""
    advice = "; leave it out when there is none" if given is None else ""
    return f"{type(given).__name__}: {given!r:.60}{advice}"


def _mentions(mentions: Iterable[SpeciesMention]) -> tuple[SpeciesMention, ...]:
    found = tuple(mentions)
    for mention in found:
        if not isinstance(mention, SpeciesMention):
            raise TypeError(f"mentions must be SpeciesMention values, not {type(mention).__name__}: {mention!r}")
    return found


NO_CONTEXT = Context()
"""The context of a name about which nothing else is known."""
