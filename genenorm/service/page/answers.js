// What is asked of the service: answers in parts, explanations, downloads.

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
  let response;
  try {
    response = await fetch(path, {
      method: "POST", signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error("the service does not answer; is “genenorm serve” still running?");
  }
  if (!response.ok) throw new Error(await problemOf(response));
  return response;
};

/** What a list is asked with, without what is empty. */
export const bodyOf = (asked) => {
  const body = { file: asked.data ? { name: asked.name, data: asked.data } : { name: asked.name, text: asked.text } };
  if (asked.column) body.column = asked.column;
  if (asked.species?.length) body.species = asked.species;
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

/** The candidates of one name and, for an unknown one, genes with a similar symbol. */
export const explain = async (name, species) => {
  const response = await post("/api/v1/explain", { names: [name], ...(species?.length ? { species } : {}) });
  const [answer] = (await response.json()).answers;
  const chosen = (gene, evidence) => ({
    ...gene, label: `${gene.taxon_id}:${gene.gene_id ?? (gene.authority_id || gene.ensembl_id)}`, evidence,
  });
  return [
    ...answer.candidates.map((gene) => chosen(gene, gene.evidence)),
    ...answer.members.map((gene) => chosen(gene, ["a member"])),
    ...(answer.similar ?? []).map((gene) => chosen(gene, ["a similar symbol; not an answer"])),
  ].filter((gene, place, all) => all.findIndex((other) => other.label === gene.label) === place).slice(0, 9);
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
