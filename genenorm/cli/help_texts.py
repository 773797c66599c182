"""What the help of the commands has besides their options: an example of each; exit codes, variables and completion."""

from __future__ import annotations

from collections.abc import Iterable

EXAMPLES = {
    "resolve": (
        "genenorm resolve Nmdar1 PSD-95 --species mouse",
        "genenorm resolve --file names.txt --out answers.csv",
        "genenorm resolve --file genes.csv --column gene --out answered.csv",
        "cut -f1 genes.tsv | genenorm resolve --fail-on unknown,ambiguous > answers.tsv",
    ),
    "explain": ("genenorm explain p62 --organism mouse",),
    "orthologs": ("genenorm orthologs GRIN1 TP53 --to mouse,fly",),
    "lift": (
        "genenorm lift counts.tsv --to human --out human.tsv",
        "genenorm lift counts.h5ad --to human --rule best --out human.h5ad --report lost.html",
    ),
    "lock": ("genenorm lock --file names.txt --species mouse", "genenorm resolve --locked genenorm.lock"),
    "annotate": (
        "genenorm annotate figure.md",
        "genenorm annotate records/ --out annotated/ --jobs 4",
        "genenorm annotate genes.xlsx --column gene --species human --to tsv",
    ),
    "strip": ("genenorm strip figure.md",),
    "report": ("genenorm report records/ --out report.html",),
    "check": (
        "genenorm check genes.csv",
        "genenorm check genes.xlsx --species human --fix --out corrected.xlsx",
        "genenorm check data/ --to json --out findings.json",
    ),
    "harmonize": (
        "genenorm harmonize ours.tsv theirs.h5ad --species human --out-dir harmonized/",
        "genenorm harmonize ours.tsv theirs.h5ad --plan plan.tsv",
        "genenorm harmonize ours.tsv theirs.h5ad --apply plan.tsv --out-dir harmonized/",
    ),
    "evaluate": ("genenorm evaluate gold.pubtator", "genenorm evaluate lists.tsv --gold-column gene_id"),
    "reference": ("genenorm reference info",),
    "reference info": ("genenorm reference info --format json",),
    "reference build": (
        "genenorm reference build --profile registry",
        "genenorm reference build --profile official --from dumps/ --out mine.safetensors",
    ),
    "reference list": ("genenorm reference list",),
    "reference use": ("genenorm reference use official", "genenorm reference use shipped"),
    "reference add": ("genenorm reference add mine.safetensors --name mine",),
    "reference verify": ("genenorm reference verify mine",),
    "reference export": ("genenorm reference export mine --out genes.sqlite",),
    "reference remove": ("genenorm reference remove mine",),
    "reference fetch": ("genenorm reference fetch --list", "genenorm reference fetch human mouse"),
    "reference refresh": ("genenorm reference refresh --homology",),
    "reference package": ("genenorm reference package official --out dist/",),
    "reference diff": ("genenorm reference diff shipped official --names names.txt",),
    "reference audit": ("genenorm reference audit shipped official --species mouse",),
    "cache": ("genenorm cache info",),
    "cache info": ("genenorm cache info --format json",),
    "cache warm": ("genenorm cache warm names.txt --species human,9823",),
    "cache export": ("genenorm cache export lookups.jsonl",),
    "cache import": ("genenorm cache import lookups.jsonl",),
    "cache clear": ("genenorm cache clear --yes",),
    "serve": ("genenorm serve", "genenorm serve --only mygene --port 9000"),
    "mcp": ("genenorm mcp", "genenorm mcp --reference official"),
}
"""Command lines by command, shown at the end of its help."""

EXIT_CODES = {
    0: "the work is done; unknown and ambiguous names are answers too",
    1: "something in the data is wrong: a file cannot be read, or lacks the column",
    2: "the command line is wrong: no such command, option, species or word",
    3: "an answer is one that --fail-on names; the output is complete",
    130: "interrupted with Ctrl-C or SIGTERM; no incomplete file is left",
}
VARIABLES = {
    "GENENORM_REFERENCE": "the index to use, by name or file",
    "GENENORM_CACHE": "the folder for indexes, downloads and cached look-ups",
    "GENENORM_OFFLINE": "1: never use the network, but cached look-ups, also without --live",
    "GENENORM_MYGENE": "the address of a server to ask instead of MyGene.info",
    "NO_COLOR": "1: no colours; FORCE_COLOR=1: also in files and pipes",
    "TERM": "dumb: no colours, no progress bars",
    "COLUMNS": "the width of tables in a terminal",
}
COMPLETION = {
    "bash": ("~/.bashrc", 'eval "$(_GENENORM_COMPLETE=bash_source genenorm)"'),
    "zsh": ("~/.zshrc", 'eval "$(_GENENORM_COMPLETE=zsh_source genenorm)"'),
    "fish": (
        "~/.config/fish/completions/genenorm.fish",
        "_GENENORM_COMPLETE=fish_source genenorm | source",
    ),
}
"""For each shell the file, and the line in it, with which commands and options are completed."""

_AS_WRITTEN = "\b\n"
"""What click's help does not fill begins so."""


def example_text(path: str) -> str | None:
    """Return the end of the help of a command, such as ``cache info``: its examples; ``None`` without any."""
    lines = EXAMPLES.get(path)
    if not lines:
        return None
    return "\n".join((f"{_AS_WRITTEN}Example:" if len(lines) == 1 else f"{_AS_WRITTEN}Examples:", *_indented(lines)))


def general_text() -> str:
    """Return the end of the help of the program: exit codes, environment variables, completion."""
    file, line = COMPLETION["bash"]
    parts = (
        ("Exit codes:", *_indented(f"{code:<4} {meaning}" for code, meaning in EXIT_CODES.items())),
        ("Environment variables:", *_indented(f"{name:<19} {meaning}" for name, meaning in VARIABLES.items())),
        (f"Completion of commands and options, for bash by this line in {file}:", *_indented([line])),
    )
    return "\n\n".join(_AS_WRITTEN + "\n".join(part) for part in parts)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]
