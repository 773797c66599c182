// What is asked of the service: answers in parts, explanations, downloads.

/** The most bytes of a request that the service takes. */
export const MOST_BYTES = 16 * 1024 * 1024;
const UNREAD = 422; // the status for a file that cannot be read
const GENES_WITH_KEY = 9; // as many as there are keys to choose them
/** The most genes of a name that the service gives. */
export const MOST_GENES = 50;

const megabytes = (bytes) => `${(bytes / 1024 / 1024).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;

/** What is said of a file or list that is too large. */
export const tooLarge = (name, bytes) =>
  `${name}: it has ${megabytes(bytes)}, and the page takes ${megabytes(MOST_BYTES)}; give it in parts, or to the command line: genenorm annotate`;

/** The problem in words of a response that is no answer. */
const problemOf = async (response) => {
  try {
    const body = await response.json();
    return body.detail || body.title || `the service answered with status ${response.status}`;
  } catch {
    return `the service answered with status ${response.status}`;
  }
};

const post = async (path, body, signal) => {
  const content = new Blob([JSON.stringify(body)]);
  if (content.size > MOST_BYTES) throw new Error(tooLarge(body.file?.name || "the list", content.size));
  let response;
  try {
    response = await fetch(path, {
      method: "POST", signal, headers: { "Content-Type": "application/json" }, body: content,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("the service does not answer; is “genenorm serve” still running?");
  }
  if (!response.ok) throw Object.assign(new Error(await problemOf(response)), { isUnread: response.status === UNREAD });
  return response;
};

/** What a list is asked with, without what is empty. */
export const bodyOf = (asked) => {
  const body = { file: asked.data ? { name: asked.name, data: asked.data } : { name: asked.name, text: asked.text } };
  if (asked.column) body.column = asked.column;
  if (asked.species?.length) body.species = asked.species;
  if (asked.places) Object.assign(body, { places: asked.places, candidates: asked.genes ?? GENES_WITH_KEY });
  const choices = [...asked.choices];
  if (choices.length) body.choices = Object.fromEntries(choices);
  return body;
};

/** Calls `onLine` with each line of the answers for a list while they arrive. */
export const askRows = async (asked, signal, onLine) => {
  const response = await post("/api/v1/rows", bodyOf(asked), signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let ended = false;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) {
      const message = JSON.parse(line);
      if (message.kind === "problem") throw new Error(message.detail);
      ended ||= message.kind === "end" || message.kind === "columns";
      onLine(message);
    }
  }
  if (!ended) throw new Error("the service stopped before all names were answered; try again");
};

/** The genes that the name at a place of a list may mean, or those with a symbol similar to an unknown name. */
export const genesOf = async (asked, place, most = GENES_WITH_KEY) => {
  let genes = [];
  await askRows({ ...asked, choices: new Map(), places: [place], genes: most }, undefined, (line) => {
    if (line.kind === "genes") genes = line.genes[place] ?? [];
  });
  return genes;
};

/** The species of the index, as they are called. */
export const speciesOfIndex = async () => {
  const response = await fetch("/api/v1/reference");
  if (!response.ok) throw new Error(await problemOf(response));
  return response.json();
};

/** Saves the answers as a file. */
export const download = async (asked, to) => {
  const response = await post(`/api/v1/download?to=${to}`, bodyOf(asked));
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = name ? decodeURIComponent(name) : `genes.${to}`;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return link.download;
};
