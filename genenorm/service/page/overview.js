// What the list is as a whole: counts as bars, and its homology groups by species.

import { make } from "./elements.js";
import { answerOf, BY_HAND, isInDoubt, reasonsOf, shown, statusMark } from "./rows.js";

const STATUSES = ["resolved", "group", "family", "ambiguous", "retired", "unknown", "not-a-gene", "no name"];
const MOST_BARS = 9;

export const number = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

const counted = (values) => {
  const found = new Map();
  for (const value of values) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
};

/** The numbers of rows by status, reason for doubt and species, each as pairs. */
export const countsOf = (rows) => {
  const answers = rows.map(answerOf);
  const byStatus = counted(answers.map((answer) => answer.status));
  const byReason = counted(rows.flatMap(reasonsOf));
  const bySpecies = counted(answers.map((answer) => answer.species).filter(Boolean));
  const most = (counts) => [...counts].sort((one, other) => other[1] - one[1]);
  return {
    status: STATUSES.filter((status) => byStatus.has(status)).map((status) => [status, byStatus.get(status)]),
    doubt: most(byReason),
    species: most(bySpecies),
    inDoubt: rows.filter(isInDoubt).length,
    inDoubtWithGene: rows.filter((row) => isInDoubt(row) && row.status === "resolved").length,
    byHand: byReason.get(BY_HAND) ?? 0,
    withGene: byStatus.get("resolved") ?? 0,
  };
};

const SVG = "http://www.w3.org/2000/svg";
const bar = (share) => {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 100 4");
  picture.setAttribute("preserveAspectRatio", "none");
  picture.setAttribute("aria-hidden", "true");
  const part = document.createElementNS(SVG, "rect");
  part.setAttribute("width", (100 * share).toFixed(1));
  part.setAttribute("height", "4");
  picture.append(part);
  return picture;
};

/** One chart: a bar for each value, which filters the table when it is clicked. */
export const chart = (title, pairs, total, onClick, isStatus = false) => make("section", { class: "counts" },
  make("h3", {}, title),
  make("ul", {}, ...pairs.slice(0, MOST_BARS).map(([value, count]) => make("li", {},
    make("button", { type: "button", class: "as-link", onclick: () => onClick(value), title: "Show these names" },
      isStatus ? statusMark(value) : value),
    make("span", { class: "n" }, count.toLocaleString("en")), bar(count / Math.max(total, 1)))),
  pairs.length ? "" : make("li", {}, "none")));

/** The homology groups of answered genes: those with the most species first, then those with the most names. */
export const groupsOf = (rows) => {
  const found = new Map();
  for (const row of rows) {
    const answer = answerOf(row);
    if (!answer.group_id || !answer.species || !answer.symbol) continue;
    const group = found.get(answer.group_id) ?? { id: answer.group_id, species: new Map(), names: 0 };
    const symbols = group.species.get(answer.species) ?? new Map();
    symbols.set(answer.symbol, [...(symbols.get(answer.symbol) ?? []), row.input]);
    group.species.set(answer.species, symbols);
    group.names += 1;
    found.set(group.id, group);
  }
  return [...found.values()].sort((one, other) => other.species.size - one.species.size || other.names - one.names);
};

/** The row of a homology group: a cell for each species, with the symbols and the names that mean them. */
export const groupRow = (group, species, place) => {
  const cells = species.map((each) => make("td", { role: "cell", "data-label": each },
    [...(group.species.get(each) ?? [])].flatMap(([symbol, names], index) => {
      const others = [...new Set(names)].filter((name) => name !== symbol).map(shown);
      return [index ? ", " : "", make("b", {}, symbol), others.length ? make("small", {}, ` ${others.join(", ")}`) : ""];
    })));
  const row = make("tr", { role: "row", "aria-rowindex": place + 2 },
    make("th", { role: "rowheader", scope: "row" }, group.id), ...cells);
  row.item = group;
  return row;
};
