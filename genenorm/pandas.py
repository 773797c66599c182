"""The accessor ``genenorm`` of pandas: importing this module gives it to every Series and Index.

>>> import pandas
>>> import genenorm.pandas
>>> table = pandas.DataFrame({"gene": ["Trp53", "Egfr"], "fold": [2.1, 0.4]})
>>> table.join(table["gene"].genenorm.resolve(species="mouse", columns="gene_id, symbol"))
    gene  fold  gene_id symbol
0  Trp53   2.1    22059  Trp53
1   Egfr   0.4    13649   Egfr
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from pandas.api.extensions import register_index_accessor, register_series_accessor

from genenorm.api import species_of_list
from genenorm.core.context import Organisms, SpeciesChoice
from genenorm.frame_api import orthologs_frame, resolve_frame
from genenorm.index.homology import Homology

if TYPE_CHECKING:
    import pandas

    from genenorm.resolver.answer_columns import TextDtype
    from genenorm.resolver.list_species import ListSpecies


@register_index_accessor("genenorm")
@register_series_accessor("genenorm")
class NamesAccessor:
    """The names in a Series or an Index: ``series.genenorm``."""

    def __init__(self, names: pandas.Series[Any] | pandas.Index[Any]) -> None:
        self._names = names

    def resolve(
        self,
        species: SpeciesChoice = None,
        *,
        organisms: Organisms = (),
        text: str = "",
        columns: str | Sequence[str] = "full",
        text_dtype: TextDtype = "object",
        split: bool = False,
        progress: bool = False,
    ) -> pandas.DataFrame:
        """Return a table of answers with one row for each name and the index of the names, as ``resolve_frame`` does.

        The parameters and errors are those of ``resolve_frame``.

        >>> import pandas
        >>> pandas.Index(["GRIN1", "psd95"]).genenorm.resolve("human")["symbol"].to_list()
        ['GRIN1', 'DLG4']
        """
        return resolve_frame(
            self._names,
            species=species,
            organisms=organisms,
            text=text,
            columns=columns,
            text_dtype=text_dtype,
            split=split,
            progress=progress,
        )

    def orthologs(
        self,
        to: SpeciesChoice = None,
        *,
        species: SpeciesChoice = None,
        organisms: Organisms = (),
        text: str = "",
        homology: Homology | Literal["stringent", "all"] = "stringent",
        columns: str | Sequence[str] = "full",
        progress: bool = False,
    ) -> pandas.DataFrame:
        """Return a table with one row for each ortholog of the genes that the names mean, as ``orthologs_frame`` does.

        The parameters and errors are those of ``orthologs_frame``.

        >>> import pandas
        >>> pandas.Series(["GRIN1", "TP53"]).genenorm.orthologs("mouse", species="human")["symbol"].to_list()
        ['Grin1', 'Trp53']
        """
        return orthologs_frame(
            self._names,
            to,
            species=species,
            organisms=organisms,
            text=text,
            homology=homology,
            columns=columns,
            progress=progress,
        )

    def species(self, *, organisms: Organisms = ()) -> ListSpecies:
        """Return the species that the names are of, all taken together, as ``species_of_list`` does.

        >>> import pandas
        >>> str(pandas.Series(["Grin1", "Trp53", "Trp53inp1", "Prl2c2", "Psg16", "psd95"]).genenorm.species())
        'mouse, 97 % of 6 names'
        """
        return species_of_list(self._names, organisms=organisms)
