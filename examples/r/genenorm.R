# Identifiers for a table of genes, in R through reticulate: Rscript genenorm.R TABLE
#
# RETICULATE_PYTHON names the Python that has genenorm, for instance .venv/bin/python.

library(reticulate)

genenorm <- import("genenorm", convert = FALSE)

# A data frame with one row for each name, in their order. What there is none of is NA; an empty doubt is trust.
resolve <- function(names, species = NULL, columns = c("input", "status", "gene_id", "symbol", "doubt")) {
  frame <- genenorm$resolve_frame(as.list(names), species = species, columns = as.list(columns))
  answers <- read.csv(text = py_to_r(frame$to_csv(index = FALSE)), na.strings = "", stringsAsFactors = FALSE)
  if ("doubt" %in% columns) answers$doubt[is.na(answers$doubt)] <- ""
  answers
}

table <- read.delim(commandArgs(trailingOnly = TRUE)[1], quote = "", na.strings = "", stringsAsFactors = FALSE)
answers <- resolve(table$gene, species = "mouse")
table <- cbind(table, answers[c("gene_id", "symbol", "doubt")])
write.table(table, sep = "\t", quote = FALSE, row.names = FALSE, na = "")
