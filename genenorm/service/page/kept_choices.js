// Genes chosen by hand that stay when a list is edited and answered again.

const LEAST_SHARE = 0.5; // so much of the names of the list before makes it the same list, edited

/** The rows of a list with their choices, so that these can be kept: its names, each with its gene or `null`. */
export const choicesOf = (rows) => rows.some((row) => row.chosen)
  ? rows.map((row) => [row.input, row.chosen ?? null]) : [];

/**
 * The choices for the list before that are those for a list, too: the same name, the same time that it occurs.
 * @param before what `choicesOf` returned for the list before.
 * @param rows the rows of the list.
 * @param species the species asked for: genes of others are not kept.
 * @returns pairs of a row and its gene.
 */
export const placesToKeep = (before, rows, species) => {
  const names = new Set(rows.map((row) => row.input));
  const old = new Set(before.map(([name]) => name));
  if ([...old].filter((name) => names.has(name)).length < LEAST_SHARE * old.size) return [];
  const genes = new Map();
  for (const [name, gene] of before) {
    if (!genes.has(name)) genes.set(name, []);
    genes.get(name).push(gene);
  }
  const seen = new Map();
  const found = [];
  for (const row of rows) {
    const time = seen.get(row.input) ?? 0;
    seen.set(row.input, time + 1);
    const gene = genes.get(row.input)?.[time];
    if (gene && !row.chosen && !(Array.isArray(species) && !species.includes(gene.species))) found.push([row, gene]);
  }
  return found;
};
