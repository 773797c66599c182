// The rows of the table of names: the answer, the reasons for doubt, and the genes to choose from.

import { make } from "./elements.js";

export const BY_HAND = "chosen by hand";
const COLOURED = new Set(["resolved", "group", "family", "ambiguous", "retired"]);
const COLUMNS = 10;
// Characters that show nothing, or turn the direction of a text: they are shown by their numbers.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu;

/** A text of the list as it can be read: characters without a shape by their numbers, and its direction by itself. */
export const shown = (text) => text.replace(HIDDEN, (character) =>
  `‹U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}›`);

const bdi = (text) => make("bdi", {}, shown(text));

/** What a row says now: its answer, or the gene that was chosen for it. */
export const answerOf = (row) => row.chosen
  ? { ...row, ...row.chosen, status: "resolved", doubt: BY_HAND, score: null } : row;

/** The reasons for doubt of a row. */
export const reasonsOf = (row) => row.chosen ? [BY_HAND] : row.doubt ? row.doubt.split("; ") : [];

/** What a reason for doubt says of a row: what is known of this row, or else what the reason means for all. */
const meaningOf = (row, reason, meanings) => {
  if (reason === "ambiguous" && row.evidence) return `${shown(row.evidence)}; no gene is answered`;
  if (reason === "close second" && row.status === "group") return shown(row.evidence);
  if (reason === "repaired spelling" && row.was_date) return "a spreadsheet may have made this date of the symbol";
  return meanings[reason] ?? "";
};

/** Whether a person should look at a row: it is in doubt, and nothing was chosen for it. */
export const isInDoubt = (row) => !row.chosen && Boolean(row.doubt);

/** Whether no gene is known for a name, and none was chosen. */
export const isWithoutAnswer = (row) => !row.chosen && row.status === "unknown";

const hasSimilar = (row) => isWithoutAnswer(row) && Boolean(row.candidates?.length);

export const statusMark = (status) =>
  make("b", { class: `st ${COLOURED.has(status) ? status : "none"}` }, status.replaceAll("-", " "));

/** The page of an identifier, found as the reports of genenorm find it; empty without one. */
const pageOf = (links, kind, identifier) => {
  if (kind === "gene_id") return links.gene_id + identifier;
  if (kind === "ensembl_id") return links.ensembl_id + encodeURIComponent(identifier);
  const authority = links.authorities.find((each) => identifier.startsWith(each.id_start));
  if (!authority || !identifier.startsWith(authority.page_start)) return "";
  return authority.page_base + authority.id_start + encodeURIComponent(identifier.slice(authority.id_start.length));
};

export const idLink = (links, kind, identifier) => {
  if (!identifier) return "";
  const url = pageOf(links, kind, String(identifier));
  return url ? make("a", { href: url, target: "_blank", rel: "noreferrer" }, String(identifier)) : String(identifier);
};

const symbolOf = (gene) => gene.symbol || gene.authority_id || gene.ensembl_id || String(gene.gene_id);
const scoreOf = (score) => score === undefined || score === null ? "" : score < 0.005 ? "< 0.01" : score.toFixed(2);

/**
 * Makes the rows of names.
 * @param view what the page knows: `links`, `meanings`, `open` (the rows whose evidence is shown), and the functions
 *   `onChoose(row, gene)`, `onUndo(row)`, `onSame(row)`, `sameName(row)`, `onOpen(row)` and `onMore(row)`.
 */
export class RowMaker {
  constructor(view) {
    this.view = view;
  }

  /** About how high the rows of a name are. */
  height(row) {
    const wide = window.innerWidth > 700;
    const answer = wide ? 37 : 150;
    return isInDoubt(row) || row.chosen || hasSimilar(row) ? answer + (wide ? 62 : 180) : answer;
  }

  /** The rows of a name: its answer and, in doubt or when asked for, what is known. */
  render(row, place) {
    const answer = answerOf(row);
    const isOpen = this.view.open.has(row);
    const id = `more-${row.place}`;
    const isMore = isOpen || isInDoubt(row) || Boolean(row.chosen) || hasSimilar(row);
    const name = make("button", {
      type: "button", class: "name", "aria-expanded": String(isOpen), "aria-controls": isMore ? id : null,
      title: "Show the evidence", onclick: () => this.view.onOpen(row),
    }, row.input ? bdi(row.input) : make("i", {}, "empty"));
    const cell = (label, ...children) => make("td", { role: "cell", "data-label": label }, ...children);
    const { links } = this.view;
    const first = make("tr", {
      role: "row", "aria-rowindex": place + 2, class: isInDoubt(row) ? "answer doubtful" : "answer",
    },
    make("td", { role: "cell", class: "place" }, String(row.place + 1)),
    make("th", { role: "rowheader", scope: "row" }, name),
    cell("status", statusMark(answer.status), row.chosen ? make("span", { class: "hand" }, " by hand") : ""),
    cell("species", answer.species ?? ""),
    cell("symbol", answer.symbol ? make("b", {}, answer.symbol) : ""),
    cell("GeneID", idLink(links, "gene_id", answer.gene_id)),
    cell("Ensembl", idLink(links, "ensembl_id", answer.ensembl_id)),
    cell("authority", idLink(links, "authority_id", answer.authority_id)),
    cell("group", answer.group_id ?? ""),
    make("td", { role: "cell", class: "score", "data-label": "score" }, answer.score ? scoreOf(answer.score) : ""));
    const rows = [first];
    if (isMore) {
      const more = make("td", { role: "cell", colspan: COLUMNS }, this.why(row), this.genes(row, isOpen),
        isOpen ? this.evidence(row) : "");
      rows.push(make("tr", { role: "row", class: isInDoubt(row) ? "more doubtful" : "more", id }, more));
    }
    for (const each of rows) each.item = row;
    return rows;
  }

  /** Why a row is in doubt, and what to do. */
  why(row) {
    if (row.chosen) {
      const others = this.view.sameName(row);
      return make("p", { class: "why" }, make("b", {}, `You chose ${row.chosen.species} ${symbolOf(row.chosen)}. `),
        make("button", { type: "button", class: "undo", onclick: () => this.view.onUndo(row) }, "Undo"), " ",
        others ? make("button", { type: "button", class: "same", onclick: () => this.view.onSame(row) },
          others === 1 ? "Choose it for the other row of this name" : `Choose it for the ${others.toLocaleString("en")} other rows of this name`) : "");
    }
    if (hasSimilar(row)) {
      return make("p", { class: "why" }, make("b", {}, "unknown"), ": no gene has this name. ",
        make("span", { class: "soft" }, "Genes with a similar symbol, which are no answers unless you choose one:"));
    }
    if (!row.doubt) return "";
    const parts = row.doubt.split("; ").flatMap((reason, place) => {
      const meaning = meaningOf(row, reason, this.view.meanings);
      return [place ? "; " : "", make("b", { class: "doubtful" }, reason), meaning ? `: ${meaning}` : ""];
    });
    const genes = row.candidates?.length;
    const wanted = row.names_several ? "All of them are answered, unless you choose one:"
      : !row.symbol ? (genes > 1 ? "Choose the gene that is meant:" : "Choose the gene if it is meant:")
      : genes > 1 ? "Confirm the gene, or choose another:" : "Confirm the gene if it is right:";
    const which = row.status === "family" && row.evidence ? ` (${shown(row.evidence)})` : ""; // of how many members
    return make("p", { class: "why" }, ...parts, which, row.shared_word ? ` (${shown(row.shared_word)})` : "", ". ",
      genes ? make("span", { class: "soft" }, wanted) : "");
  }

  /** The genes to choose from, as buttons with their keys. */
  genes(row, isOpen) {
    const genes = row.candidates ?? [];
    if (isOpen || !genes.length) return "";
    return make("div", { class: "genes" }, ...genes.map((gene, place) => this.button(row, gene, place)), " ", this.more(row));
  }

  /** A button for the genes that a row does not show yet; empty without such. */
  more(row) {
    const others = (row.genes_in_all ?? 0) - (row.candidates?.length ?? 0);
    return others > 0 && !row.hasMost ? make("button", {
      type: "button", class: "as-link more-genes", onclick: () => this.view.onMore(row),
      "aria-label": `${others} more genes for ${shown(row.input)}`,
    }, `${others} more`) : "";
  }

  button(row, gene, place) {
    const current = answerOf(row);
    const isCurrent = row.chosen ? row.chosen.label === gene.label
      : Boolean(row.symbol) && current.gene_id === (gene.gene_id ?? undefined) && current.symbol === gene.symbol;
    const score = scoreOf(gene.score);
    return make("button", {
      type: "button", class: "gene", "aria-pressed": String(isCurrent), "data-key": place + 1,
      "aria-label": `Choose ${gene.species} ${symbolOf(gene)}${score ? `, score ${score}` : ""} for ${shown(row.input)}`,
      title: [gene.name, ...(gene.evidence ?? [])].filter(Boolean).join("\n"),
      onclick: () => this.view.onChoose(row, gene),
    }, place < 9 ? make("kbd", {}, String(place + 1)) : "", ` ${gene.species} `, make("b", {}, symbolOf(gene)),
    score ? make("span", { class: "n" }, ` ${score}`) : "");
  }

  /** All that speaks for the answer, and each gene with its evidence. */
  evidence(row) {
    const { links } = this.view;
    const reasons = (row.evidence ?? "").split("; ").filter(Boolean);
    const support = row.support ?? [];
    const list = (texts) => make("ul", {}, ...texts.map((text) => make("li", {}, shown(text))));
    const answered = row.symbol ? `Why ${row.species} ${row.symbol}` : row.chosen ? "Why no single gene was answered" : "Why there is no single gene";
    const parts = [make("h4", {}, answered), reasons.length ? list(reasons) : make("p", {}, "nothing is known of it"),
      support.length ? list(support) : ""];
    if (row.genesError) parts.push(make("p", { class: "problem" }, row.genesError));
    else if (!row.candidates) parts.push(make("p", { class: "soft" }, "Looking for other genes …"));
    else if (row.candidates.length) {
      parts.push(make("h4", {}, "Genes that it may mean"), make("ul", { class: "evidence" },
        ...row.candidates.map((gene, place) => make("li", {}, this.button(row, gene, place), " ",
          [["gene_id", gene.gene_id], ["ensembl_id", gene.ensembl_id], ["authority_id", gene.authority_id]]
            .filter(([, identifier]) => identifier)
            .flatMap(([kind, identifier]) => [idLink(links, kind, identifier), " "]),
          gene.name ? make("i", {}, gene.name) : "",
          make("div", { class: "soft" }, (gene.evidence ?? []).join("; "))))), this.more(row));
    } else parts.push(make("p", { class: "soft" }, row.symbol ? "No other gene has this name." : "No gene has this name or a similar symbol."));
    return make("div", { class: "all-evidence" }, ...parts);
  }
}
