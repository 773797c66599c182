#!/usr/bin/env bash
# Prints the GeneIDs of the genes in the first column of a table, one a line, as far as they can be trusted, and says on
# standard error why the others cannot: pipe.sh TABLE [SPECIES]
set -euo pipefail

table=${1:?usage: pipe.sh TABLE [SPECIES]}
species=${2:-mouse}

tail -n +2 "$table" | cut -f 1 |
    genenorm resolve --species "$species" --format tsv --columns input,status,gene_id,doubt |
    awk -F '\t' '
        NR == 1 { next }
        $2 == "resolved" && $3 != "" && $4 == "" { print $3; next }
        { print $1 ": " ($4 == "" ? $2 : $4) > "/dev/stderr" }
    ' | sort -n -u
