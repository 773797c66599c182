// The form: names that are typed, pasted, dropped or opened as a file, and their species.

import { MOST_BYTES, tooLarge } from "./answers.js";
import { get, show } from "./elements.js";

const MOST_TEXT_SHOWN = 200_000; // a longer text makes the field for it slow

/** A list with nothing in it. */
export const emptyList = () => ({ text: "", name: "", data: "", column: "", species: null, choices: new Map() });

let given = { text: null, name: "", data: "" }; // a file that was opened, whose text may be too long for the field

const speciesAsked = () => {
  const mode = document.querySelector("input[name=mode]:checked").value;
  if (mode !== "only") return mode === "auto" ? "auto" : null;
  return [...document.querySelectorAll("#species-list input:checked")].map((box) => box.value);
};

/** Shows a list in the form. */
export const fillForm = (list) => {
  setText(list.text, list.name, list.data);
  const mode = list.species === "auto" ? "auto" : list.species?.length ? "only" : "open";
  document.querySelector(`input[name=mode][value=${mode}]`).checked = true;
  for (const box of document.querySelectorAll("#species-list input")) {
    box.checked = mode === "only" && list.species.includes(box.value);
  }
};

const setText = (text, name = "", data = "") => {
  const isLong = text.length > MOST_TEXT_SHOWN;
  given = { text: isLong || name ? text : null, name, data }; // the field would change the line ends of a file
  get("text").value = isLong || data ? "" : text;
  get("file-name").textContent = data || isLong ? `${name || "The list"} is read as a whole; type here to ask for something else.`
    : name ? `From the file ${name}` : "";
  show("file-name", Boolean(get("file-name").textContent));
};

/** The bytes of a file in base64. */
const inBase64 = (file) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.readAsDataURL(file);
});

/** Why a file is not read at all; empty for one to read. */
const refusalOf = (file) => {
  if (/\.h5ad$/i.test(file.name)) {
    return `${file.name}: AnnData files are read on the command line: genenorm annotate; or paste the names of the genes (adata.var_names).`;
  }
  return file.size > MOST_BYTES ? `${tooLarge(file.name, file.size)}.` : "";
};

const openFile = async (file, onProblem) => {
  if (!file) return;
  const refusal = refusalOf(file);
  if (refusal) {
    onProblem(refusal);
    return;
  }
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const text = decoder.decode(await file.arrayBuffer());
    if (text.includes("\u0000")) throw new TypeError("no text");
    setText(text, file.name);
  } catch { // a workbook, or a text in other letters, which the service reads from its bytes
    setText("", file.name, await inBase64(file));
  }
  get("ask").requestSubmit();
};

/**
 * Listens to the form.
 * @param onList is called with the list when its genes are to be found.
 * @param onProblem is called with what is missing.
 */
export const listenToForm = (onList, onProblem) => {
  get("find").disabled = false; // until the page listens, the browser would open it anew
  get("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = given.text ?? get("text").value;
    if (!given.data && !text.trim()) {
      onProblem("There are no names yet: paste some, open a file, or try the example.");
      get("text").focus();
      return;
    }
    const species = speciesAsked();
    if (species && !species.length) {
      onProblem("Choose a species, or let each name decide.");
      return;
    }
    onList({ ...emptyList(), text, name: given.name, data: given.data, species });
  });
  get("text").addEventListener("input", () => {
    given = { text: null, name: "", data: "" };
    show("file-name", false);
  });
  get("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) get("ask").requestSubmit();
  });
  get("text").addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.length <= MOST_TEXT_SHOWN) return;
    event.preventDefault();
    setText(text);
  });
  get("file").addEventListener("change", (event) => {
    openFile(event.target.files[0], onProblem);
    event.target.value = "";
  });
  get("species-list").addEventListener("change", () => {
    document.querySelector("input[name=mode][value=only]").checked = true;
  });
  get("example").addEventListener("click", async () => {
    try {
      fillForm({ ...emptyList(), text: await (await fetch("/page/example.txt")).text() });
      get("ask").requestSubmit();
    } catch {
      onProblem("the service does not answer; is “genenorm serve” still running?");
    }
  });
  let dragged = 0;
  const hasFile = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", (event) => { if (hasFile(event)) show("drop", ++dragged > 0); });
  document.addEventListener("dragleave", (event) => { if (hasFile(event)) show("drop", --dragged > 0); });
  document.addEventListener("dragover", (event) => { if (hasFile(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    show("drop", (dragged = 0) > 0);
    openFile(event.dataTransfer.files[0], onProblem);
  });
};
