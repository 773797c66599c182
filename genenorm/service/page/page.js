// The page: what is asked, what is shown, what is chosen, and the address that has all of it.

import { fragmentOf, listOf } from "./address.js";
import { askRows, download, genesOf, MOST_GENES, speciesOfIndex } from "./answers.js";
import { get, make, show } from "./elements.js";
import { emptyList, fillForm, listenToForm } from "./form.js";
import { choicesOf, placesToKeep } from "./kept_choices.js";
import { LongTable } from "./long_table.js";
import { chart, countsOf, groupRow, groupsOf, number } from "./overview.js";
import { answerOf, BY_HAND, isInDoubt, isWithoutAnswer, reasonsOf, RowMaker, shown } from "./rows.js";

const FILTERS = ["status", "doubt", "species"];
const DOWNLOADS = [
  ["xlsx", "Excel"], ["tsv", "TSV"], ["csv", "CSV"], ["gmt", "Gene sets (GMT)"], ["sssom", "SSSOM"], ["json", "JSON"],
];
const NOTHING = emptyList();
let asked = NOTHING; // what the answers shown are for
let answers = { rows: [], head: null, byName: new Map() };
let undone = []; // the choices, the last one last: the rows of each with what was there before
let kept = 0; // the choices that were made for the list before
let running = null;
let view = "names";

const say = (text) => { get("live").textContent = text; };
const problem = (text) => {
  get("problem").textContent = text;
  show("problem", Boolean(text));
};

// The answers

const open = new Set();
const maker = new RowMaker({
  open,
  get links() { return answers.head.links; },
  get meanings() { return answers.head.meanings; },
  onChoose: (row, gene) => choose([row], row.chosen?.label === gene.label ? null : gene),
  onUndo: (row) => choose([row], null),
  onSame: (row) => {
    const gene = row.chosen;
    choose(sameName(row), gene);
    renew(row, ".undo");
  },
  sameName: (row) => sameName(row).length,
  onOpen: (row) => toggle(row),
  onMore: (row) => addGenes(row),
});
const names = new LongTable(get("names"), (row, place) => maker.render(row, place), (row) => maker.height(row));
let speciesShown = [];
const groups = new LongTable(get("groups"), (group, place) => [groupRow(group, speciesShown, place)], () => 40);

const renew = (row, selector) => {
  const hadFocus = document.activeElement?.closest("tr")?.item === row;
  const first = names.renew(row);
  if (!first || !hadFocus) return;
  const more = first.nextElementSibling?.item === row ? first.nextElementSibling : null;
  (more?.querySelector(selector) ?? first.querySelector(".name")).focus();
};

const toggle = async (row) => {
  if (open.delete(row)) return renew(row);
  open.add(row);
  renew(row);
  if (row.candidates || !row.input) return undefined;
  try {
    row.candidates = await genesOf(asked, row.place);
  } catch (error) {
    row.genesError = error.message;
  }
  return open.has(row) ? renew(row) : undefined;
};

/** Shows further genes that a name may mean: the members of a family, and those that are less likely. */
const addGenes = async (row) => {
  try {
    const before = row.candidates.length;
    row.candidates = await genesOf(asked, row.place, MOST_GENES);
    row.hasMost = true;
    return renew(row, `.gene[data-key="${before + 1}"]`);
  } catch (error) {
    return problem(error.message);
  }
};

/** Puts genes into rows, or takes them out: pairs of a row and a gene or `null`. Returns what was there before. */
const put = (pairs) => pairs.map(([row, gene]) => {
  const before = row.chosen ?? null;
  if (gene) {
    row.chosen = gene;
    asked.choices.set(row.place, gene.label);
  } else {
    delete row.chosen;
    asked.choices.delete(row.place);
  }
  renew(row, gene ? ".undo" : ".gene");
  return [row, before];
});

const choose = (rows, gene) => {
  undone.push(put(rows.map((row) => [row, gene])));
  told(rows, gene);
};

const undo = () => {
  const last = undone.pop();
  if (!last) return;
  put(last);
  told(last.map(([row]) => row), last[0][1]);
};

const told = (rows, gene) => {
  const where = rows.length > 1 ? `${rows[0].input}, ${number(rows.length, "row")}` : rows[0].input;
  say(gene ? `${gene.species} ${gene.symbol} is chosen for ${where}` : `the choice for ${where} is undone`);
  summarize();
  keepAddress(false);
};

/** The other rows of the same name for which nothing was chosen. */
const sameName = (row) => (answers.byName.get(row.input) ?? []).filter((other) => other !== row && !other.chosen);

const advice = (counts) => {
  const size = answers.rows.length;
  if (!size) return "There are no names in it.";
  const of = (status) => counts.status.find(([each]) => each === status)?.[1] ?? 0;
  const unknown = of("unknown");
  const others = of("not-a-gene");
  const doubt = counts.inDoubt
    ? `${number(counts.inDoubt, "name is", "names are")} in doubt${counts.inDoubtWithGene ? `, ${counts.inDoubtWithGene === counts.inDoubt ? "each" : counts.inDoubtWithGene.toLocaleString("en")} of them with a gene` : ""}: ${counts.inDoubt === 1 ? "it stands first, says why, and shows" : "they stand first, say why, and show"} the genes to choose from. Click one to settle a name; what you leave stays as it is.`
    : "No name is in doubt.";
  const rest = (unknown ? ` ${number(unknown, "name is", "names are")} unknown${counts.inDoubt ? ", next in the table" : " and first in the table"}, with similar genes where there are some.` : "")
    + (others ? ` ${number(others, "name is", "names are")} no gene.` : "");
  return `${number(counts.withGene, "name of", "names of")} ${size.toLocaleString("en")} ${counts.withGene === 1 ? "has" : "have"} one gene. ${doubt}${rest}`;
};

const filterBy = (name) => (value) => {
  get("filter").reset();
  get(`filter-${name}`).value = value;
  setView("names");
  refresh();
  get("filter").scrollIntoView({ block: "start" });
};

/** Shows what the list is as a whole. */
const summarize = () => {
  const counts = countsOf(answers.rows);
  get("title").textContent = number(answers.rows.length, "name");
  get("advice").textContent = advice(counts);
  show("to-doubt-line", counts.inDoubt > 0);
  get("charts").replaceChildren(
    chart("Answers", counts.status, answers.rows.length, filterBy("status"), true),
    chart("In doubt, by reason", counts.doubt.filter(([reason]) => reason !== BY_HAND), answers.rows.length, filterBy("doubt")),
    chart("Species", counts.species, answers.rows.length, filterBy("species")),
  );
  for (const name of FILTERS) {
    const field = get(`filter-${name}`);
    const value = field.value;
    const fixed = name === "doubt" ? [["in doubt"], ["no doubt"]] : [];
    field.replaceChildren(make("option", { value: "" }, "any"),
      ...[...fixed, ...counts[name]].map(([each]) => make("option", { value: each }, each.replaceAll("-", " "))));
    field.value = [...field.options].some((option) => option.value === value) ? value : "";
  }
  get("undo").disabled = !undone.length;
  get("by-hand").textContent = (counts.byHand
    ? `${number(counts.byHand, "gene")} chosen by hand will be in every file, marked “chosen by hand”.` : "")
    + (counts.status.some(([status]) => status === "family") ? " Gene sets (GMT) have all members of the names that are families." : "")
    + (counts.byHand && kept ? ` ${number(kept, "was", "were")} chosen for the list before.` : "");
};

const verdict = (head) => {
  if (!head.verdict) return [];
  if (!head.species_of_list) return ["None of these names is known."];
  const [told] = head.verdict.split(";");
  const words = told.replace(/ of ([\d,]+) names?$/, (all, count) =>
    count === head.rows.toLocaleString("en") ? all : `, told by ${number(Number(count.replaceAll(",", "")), "different name")}`);
  const only = make("button", {
    type: "button",
    onclick: () => {
      const list = { ...asked, species: [head.species_of_list], choices: new Map() };
      fillForm(list);
      run(list, true, choicesOf(answers.rows));
    },
  }, `Answer with ${head.species_of_list} genes only`);
  if (head.is_of_another_species) {
    return [make("b", { class: "doubtful" }, `These names look like ${words}`), `, but genes of ${asked.species.join(" and ")} alone were asked for. `, only];
  }
  return head.is_of_one_species && !asked.species ? [`These names look like ${words}. `, only] : [`These names look like ${words}.`];
};

const showHead = (head) => {
  answers = { rows: [], head, byName: new Map() };
  get("verdict").replaceChildren(...verdict(head));
  get("notes").replaceChildren(...head.notes.map((note) => make("p", { class: "soft" }, `${note.charAt(0).toUpperCase()}${note.slice(1)}.`)),
    head.columns && (head.columns.headers.length || head.columns.rows[0].length) > 1
      ? make("button", { type: "button", id: "other-column", onclick: () => chooseColumn(head.columns) },
        "The names are in another column") : "");
  get("stamp").textContent = `Reference index: ${head.reference}`;
  const formats = head.can_be_rewritten ? [["record", `${asked.name || "What you pasted"}, with the answers`], ...DOWNLOADS] : DOWNLOADS;
  get("downloads").replaceChildren(...formats.map(([to, words]) =>
    make("button", { type: "button", "data-to": to, onclick: () => save(to) }, words)),
  make("button", { type: "button", id: "share", onclick: share }, "Copy the address of this result"));
};

const save = async (to) => {
  problem("");
  say("the file is being made");
  try {
    say(`${await download(asked, to)} is saved`);
  } catch (error) {
    problem(`No file was made: ${error.message}`);
  }
};

const share = async () => {
  const fragment = await fragmentOf(asked);
  if (!fragment) {
    problem("This list is too long for an address. Download the table and send that, or share a part of the list.");
    return;
  }
  keepAddress(false);
  const button = get("share");
  try {
    await navigator.clipboard.writeText(`${location.origin}${location.pathname}${fragment}`);
    button.textContent = "The address is copied";
  } catch {
    button.textContent = "Copy it from the address bar";
  }
  say(button.textContent);
  setTimeout(() => { button.textContent = "Copy the address of this result"; }, 4000);
};

/** The rows that fit the filter, in the order that is asked for. */
const wanted = () => {
  const text = get("filter-text").value.trim().toLowerCase();
  const [status, doubt, species] = FILTERS.map((name) => get(`filter-${name}`).value);
  const fits = (row) => {
    const answer = answerOf(row);
    if (status && answer.status !== status) return false;
    if (species && answer.species !== species) return false;
    if (doubt === "in doubt" ? !isInDoubt(row) : doubt === "no doubt" ? isInDoubt(row)
      : doubt && !reasonsOf(row).includes(doubt)) return false;
    return !text || [row.input, answer.symbol, answer.gene_id, answer.ensembl_id, answer.authority_id, answer.group_id]
      .some((field) => field && String(field).toLowerCase().includes(text));
  };
  const found = answers.rows.filter(fits);
  if (get("order").value === "list") return found;
  // a name that was settled stays where it was, so that the next one is at its place
  const rank = (row) => row.doubt ? 0 : isWithoutAnswer(row) ? 1 : 2;
  return [0, 1, 2].flatMap((each) => found.filter((row) => rank(row) === each));
};

const refresh = () => {
  const rows = wanted();
  const all = number(answers.rows.length, "name");
  get("shown").textContent = rows.length === answers.rows.length ? `${all} shown` : `${rows.length.toLocaleString("en")} of ${all} shown`;
  show("none", view === "names" && !rows.length && answers.rows.length > 0);
  if (view === "names") {
    names.show(rows);
    return;
  }
  const found = groupsOf(rows);
  const counts = new Map();
  for (const group of found) for (const each of group.species.keys()) counts.set(each, (counts.get(each) ?? 0) + 1);
  speciesShown = [...counts].sort((one, other) => other[1] - one[1]).map(([each]) => each);
  get("group-head").replaceChildren(
    make("th", { role: "columnheader", scope: "col" }, number(found.length, "group")),
    ...speciesShown.map((each) => make("th", { role: "columnheader", scope: "col" }, each)));
  groups.show(found);
};

const setView = (name) => {
  view = name;
  get("view-names").setAttribute("aria-pressed", String(name === "names"));
  get("view-groups").setAttribute("aria-pressed", String(name === "groups"));
  show("names", name === "names");
  show("keys", name === "names");
  show("groups", name === "groups");
};

// Asking

const chooseColumn = (line) => {
  const headers = line.headers.length ? line.headers : line.rows[0].map((_, place) => `column ${place + 1}`);
  get("column-choices").replaceChildren(...headers.map((header, place) => make("button", {
    type: "button", class: "column",
    onclick: () => run({ ...asked, column: String(place + 1) }),
  }, make("b", {}, shown(header) || `column ${place + 1}`),
  ...line.rows.slice(0, 3).map((row) => make("span", {}, shown(row[place] ?? ""))))));
  show("columns", true);
  get("columns-title").focus();
};

const keepAddress = async (isNew) => {
  const fragment = await fragmentOf(asked);
  const url = `${location.pathname}${fragment}`;
  if (isNew && location.hash !== fragment) history.pushState(null, "", url);
  else if (location.hash !== fragment) history.replaceState(null, "", url);
};

const addRows = (rows) => {
  const all = answers.rows;
  get("progress-text").textContent = `${all.length.toLocaleString("en")} of ${number(answers.head.rows, "row")} are here`;
  for (const row of rows) {
    const own = { ...(row.like === undefined ? row : all[row.like]), place: all.length };
    if (!own.input) Object.assign(own, { input: "", status: "no name" }); // an empty cell of a table
    all.push(own);
  }
};

/** Asks for the answers to a list, and shows them as they arrive; `before` has the choices for the list before. */
const run = async (list, isNew = true, before = []) => {
  running?.abort();
  const own = running = new AbortController();
  asked = list;
  undone = [];
  kept = 0;
  open.clear();
  problem("");
  show("columns", false);
  show("result", false);
  show("stale", false);
  show("working", true);
  get("progress").removeAttribute("value");
  get("progress-text").textContent = "reading the names …";
  say("reading the names");
  let chosen = {};
  let isAnswered = false;
  try {
    await askRows(list, own.signal, (line) => {
      if (line.kind === "progress") {
        get("progress").max = Math.max(line.of, 1);
        get("progress").value = line.done;
        get("progress-text").textContent = line.done < line.of
          ? `${line.done.toLocaleString("en")} of ${number(line.of, "name")}` : "looking at the list as a whole …";
      } else if (line.kind === "head") showHead(line);
      else if (line.kind === "rows") addRows(line.rows);
      else if (line.kind === "chosen") chosen = line.rows;
      else if (line.kind === "columns") chooseColumn(line);
      else isAnswered = true;
    });
    if (isNew) await keepAddress(true);
    if (running === own && isAnswered) finish(chosen, before);
  } catch (error) {
    if (error.name === "AbortError") {
      if (running === own) say("cancelled");
    } else problem(list.name && error.isUnread ? `${error.message} — you can also paste the names themselves.` : error.message);
  } finally {
    if (running === own) {
      running = null;
      show("working", false);
    }
  }
};

const finish = (chosen, before) => {
  for (const row of answers.rows) {
    const same = answers.byName.get(row.input);
    if (same) same.push(row);
    else answers.byName.set(row.input, [row]);
  }
  for (const [place, gene] of Object.entries(chosen)) {
    const row = answers.rows[place];
    row.chosen = { ...gene, label: asked.choices.get(Number(place)) };
  }
  const again = placesToKeep(before, answers.rows, asked.species);
  for (const [row, gene] of again) {
    row.chosen = gene;
    asked.choices.set(row.place, gene.label);
  }
  kept = again.length;
  if (kept) {
    undone.push(again.map(([row]) => [row, null]));
    keepAddress(false);
  }
  get("filter").reset();
  setView("names");
  show("result", true);
  summarize();
  refresh();
  get("title").focus();
  get("title").scrollIntoView({ block: "start" });
  say(get("advice").textContent);
};

// The controls

listenToForm((list) => run(list, true, get("result").hidden ? [] : choicesOf(answers.rows)), problem);
get("ask").addEventListener("input", () => show("stale", !get("result").hidden));
get("clear").addEventListener("click", () => {
  running?.abort();
  fillForm(emptyList());
  asked = emptyList();
  show("result", false);
  show("columns", false);
  show("stale", false);
  say("");
  problem("");
  history.pushState(null, "", location.pathname);
  get("text").focus();
});
get("cancel").addEventListener("click", () => {
  running?.abort();
  get("find").focus();
});
let waiting;
get("filter").addEventListener("input", (event) => {
  clearTimeout(waiting);
  waiting = setTimeout(refresh, event.target.id === "filter-text" ? 200 : 0);
});
get("filter").addEventListener("reset", () => setTimeout(refresh));
get("filter").addEventListener("submit", (event) => event.preventDefault());
for (const name of ["names", "groups"]) {
  get(`view-${name}`).addEventListener("click", () => {
    setView(name);
    refresh();
  });
}
get("undo").addEventListener("click", undo);
get("to-doubt").addEventListener("click", () => {
  if (view !== "names" || !names.items.some(isInDoubt)) {
    get("filter").reset();
    setView("names");
    refresh();
  }
  names.rowAt(names.items.findIndex(isInDoubt))?.querySelector(".name").focus();
});

get("names").addEventListener("keydown", (event) => {
  const row = event.target.closest("tr")?.item;
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
  const place = names.items.indexOf(row);
  if (step || event.key === "Home" || event.key === "End") {
    const last = names.items.length - 1;
    const target = step ? Math.min(Math.max(place + step, 0), last) : event.key === "Home" ? 0 : last;
    names.rowAt(target)?.querySelector(".name").focus();
  } else if (/^[1-9]$/.test(event.key)) {
    const gene = row.candidates?.[Number(event.key) - 1];
    if (!gene) return;
    maker.view.onChoose(row, gene);
    names.rowAt(place).querySelector(".name").focus(); // where Enter shows the evidence, and does not undo the choice
  } else if (event.key === "u" || event.key === "U") {
    if (!row.chosen) return;
    choose([row], null);
    names.rowAt(place).querySelector(".name").focus();
  } else return;
  event.preventDefault();
});

// The start, and the back button

const restore = async () => {
  const list = await listOf(location.hash);
  if (list) {
    fillForm(list);
    await run(list, false);
    return;
  }
  if (location.hash.length > 3) problem("The address has no list that can be read; it may have been cut off.");
  running?.abort();
  show("result", false);
};

const start = async () => {
  try {
    const { species, reference } = await speciesOfIndex();
    get("species-list").replaceChildren(...species.map((each) =>
      make("label", {}, make("input", { type: "checkbox", value: each.species }), ` ${each.species}`)));
    get("stamp").textContent = `Reference index: ${reference}`;
  } catch (error) {
    problem(error.message);
  }
  if (asked === NOTHING) await restore(); // a quick person may have asked for something in the meantime
};
window.addEventListener("popstate", restore);
start();
