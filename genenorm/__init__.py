"""From gene names as people write them to gene identifiers, homology groups and species, with the reasons.

>>> import genenorm
>>> answer = genenorm.resolve("Nmdar1", species="mouse")
>>> answer.symbol, answer.gene_id
('Grin1', 14810)

Names:
    resolve(name)               the answer: gene, score, evidence, others
    resolve_frame(names)        a DataFrame, one row for each name
    orthologs(gene, to)         the orthologs of one gene
    orthologs_frame(names, to)  a DataFrame, one row for each ortholog
    species_of_list(names)      the species that a list of names is of
    lift(data, to)              a table or AnnData in another species
    anndata.annotate_var(adata) the answers as columns of an AnnData
    Context                     what is known of the text with the names
    Resolver, Reference         answers from another index, or with look-ups

Files and records:
    annotate(path or record)    the answers for a file, which stays as it is
    annotate_file, strip_file   for bytes: write answers, and remove them
    check(path)                 names and identifiers that do not fit
    Record, ReadOptions         a record made by hand; how to read a file
    harmonize(datasets)         a plan that makes their names consistent

Runs that can be repeated, and told of:
    methods_text(answers)       a paragraph for a paper: versions, counts
    make_lock, repeat_lock      lock a run, repeat it with the same answers
    index_changes               what another index changes

Species are written as 'mouse', 'Mus_musculus', 'M. musculus', 10090 or
'NCBITaxon:10090'. Errors of files, species, indexes and the network are
subclasses of GenenormError. help(genenorm.resolve_frame) has the details;
docs/python.md goes through common tasks.

Importing this package does no work and reads no data: each public name is
loaded when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from genenorm import anndata as anndata
    from genenorm.annotation.annotations import AnnotatedFile, Annotation, annotate_file
    from genenorm.annotation.stripping import strip_file
    from genenorm.api import (
        annotate,
        check,
        harmonize,
        lift,
        methods_text,
        orthologs,
        resolve,
        species_of_list,
    )
    from genenorm.core.context import Context, SpeciesMention
    from genenorm.core.errors import (
        GenenormError,
        LiveError,
        LockError,
        MissingExtraError,
        RecordError,
        ReferenceFileError,
        SourceError,
        UnknownReferenceError,
        UnknownTaxonError,
    )
    from genenorm.core.model import Candidate, Document, Gene, KeyRule, Mention, NameKind, Resolution, Status
    from genenorm.datasets.harmonize.harmonize_plan import HarmonizePlan
    from genenorm.datasets.lift.lift_report import LiftReport
    from genenorm.datasets.lift.lift_request import Lifted
    from genenorm.frame_api import orthologs_frame, resolve_frame
    from genenorm.index.homology import Homology, Ortholog
    from genenorm.index.reference import Reference
    from genenorm.mygene.cached_source import LiveOptions, LiveSource, Network
    from genenorm.mygene.lookups import LiveLookups
    from genenorm.mygene.store import LookupStore
    from genenorm.records.record import Record
    from genenorm.records.source import ReadOptions
    from genenorm.resolver.list_species import ListSpecies
    from genenorm.resolver.resolver import Resolver
    from genenorm.service.application import Part, application
    from genenorm.service.running import Service
    from genenorm.verify.index_diff import index_changes
    from genenorm.verify.lock.lock_values import Lock
    from genenorm.verify.lock.locked_run import RunOptions, make_lock, repeat_lock
    from genenorm.verify.pairs.check_file import CheckedFile
    from genenorm.verify.pairs.findings import Finding, FindingKind, Sureness

__version__ = "0.1.0"

_HOMES = {
    "genenorm.annotation.annotations": ("AnnotatedFile", "Annotation", "annotate_file"),
    "genenorm.annotation.stripping": ("strip_file",),
    "genenorm.api": (
        "annotate", "check", "harmonize", "lift", "methods_text", "orthologs", "resolve", "species_of_list",
    ),
    "genenorm.core.context": ("Context", "SpeciesMention"),
    "genenorm.core.errors": (
        "GenenormError", "LiveError", "LockError", "MissingExtraError", "RecordError", "ReferenceFileError",
        "SourceError", "UnknownReferenceError", "UnknownTaxonError",
    ),
    "genenorm.core.model": ("Candidate", "Document", "Gene", "KeyRule", "Mention", "NameKind", "Resolution", "Status"),
    "genenorm.datasets.harmonize.harmonize_plan": ("HarmonizePlan",),
    "genenorm.datasets.lift.lift_report": ("LiftReport",),
    "genenorm.datasets.lift.lift_request": ("Lifted",),
    "genenorm.frame_api": ("orthologs_frame", "resolve_frame"),
    "genenorm.index.homology": ("Homology", "Ortholog"),
    "genenorm.index.reference": ("Reference",),
    "genenorm.mygene.cached_source": ("LiveOptions", "LiveSource", "Network"),
    "genenorm.mygene.lookups": ("LiveLookups",),
    "genenorm.mygene.store": ("LookupStore",),
    "genenorm.records.record": ("Record",),
    "genenorm.records.source": ("ReadOptions",),
    "genenorm.resolver.list_species": ("ListSpecies",),
    "genenorm.resolver.resolver": ("Resolver",),
    "genenorm.service.application": ("Part", "application"),
    "genenorm.service.running": ("Service",),
    "genenorm.verify.index_diff": ("index_changes",),
    "genenorm.verify.lock.lock_values": ("Lock",),
    "genenorm.verify.lock.locked_run": ("RunOptions", "make_lock", "repeat_lock"),
    "genenorm.verify.pairs.check_file": ("CheckedFile",),
    "genenorm.verify.pairs.findings": ("Finding", "FindingKind", "Sureness"),
}  # fmt: skip
"""Module of each public name; ``__getattr__`` loads it on first use (PEP 562)."""

_MODULES = ("anndata",)
"""The modules with functions for other tools, ``genenorm.anndata``: they too are loaded on first use."""

_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "AnnotatedFile",
    "Annotation",
    "Candidate",
    "CheckedFile",
    "Context",
    "Document",
    "Finding",
    "FindingKind",
    "Gene",
    "GenenormError",
    "HarmonizePlan",
    "Homology",
    "KeyRule",
    "LiftReport",
    "Lifted",
    "ListSpecies",
    "LiveError",
    "LiveLookups",
    "LiveOptions",
    "LiveSource",
    "Lock",
    "LockError",
    "LookupStore",
    "Mention",
    "MissingExtraError",
    "NameKind",
    "Network",
    "Ortholog",
    "Part",
    "ReadOptions",
    "Record",
    "RecordError",
    "Reference",
    "ReferenceFileError",
    "Resolution",
    "Resolver",
    "RunOptions",
    "Service",
    "SourceError",
    "SpeciesMention",
    "Status",
    "Sureness",
    "UnknownReferenceError",
    "UnknownTaxonError",
    "annotate",
    "annotate_file",
    "application",
    "check",
    "harmonize",
    "index_changes",
    "lift",
    "make_lock",
    "methods_text",
    "orthologs",
    "orthologs_frame",
    "repeat_lock",
    "resolve",
    "resolve_frame",
    "species_of_list",
    "strip_file",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None and name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = import_module(f"genenorm.{name}") if home is None else getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})
