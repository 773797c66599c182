// Filters, sorts and unfolds the page, which is complete without it.
(() => {
  "use strict";
  const get = (id) => document.getElementById(id);
  const form = get("filter");
  const names = ["text", "status", "species", "doubt"];
  const records = [...document.querySelectorAll(".record")];
  const contents = new Map([...document.querySelectorAll("nav li")].map((item) => [item.value, item]));
  const textOf = (row, selector) => row.querySelector(selector)?.textContent ?? "";
  let tables = null; // read when they are first needed, so that the page opens at once
  let folds = null; // which parts were unfolded before the first filter

  const read = () => records.map((record) => ({
    record,
    title: record.querySelector("h3").textContent.toLowerCase() + record.querySelector(".facts").textContent.toLowerCase(),
    bodies: [...record.querySelectorAll("tbody")].map((body) => ({
      body,
      rows: [...body.rows].filter((row) => row.className !== "reason").map((row) => ({
        row,
        name: row.cells[0].textContent,
        status: textOf(row, ".st"),
        species: textOf(row, "i"),
        symbol: textOf(row, ".sym"),
        score: Number(textOf(row, ".sc")),
        reasons: [...row.querySelectorAll(".d")].map((reason) => reason.textContent),
      })),
    })),
  }));

  const texts = new WeakMap(); // the text of each row with the identifiers of its links
  const text = (row) => {
    if (!texts.has(row)) {
      const titles = [...row.querySelectorAll("a[title]")].map((link) => link.title);
      texts.set(row, [row.textContent, ...titles].join(" ").toLowerCase());
    }
    return texts.get(row);
  };

  const matches = (item, wanted, inTitle) => (!wanted.status || item.status === wanted.status)
    && (!wanted.species || item.species === wanted.species)
    && (!wanted.doubt || (wanted.doubt === "in doubt" ? item.reasons.length > 0
      : wanted.doubt === "no doubt" ? item.reasons.length === 0 : item.reasons.includes(wanted.doubt)))
    && (!wanted.text || inTitle || text(item.row).includes(wanted.text));

  const filter = () => {
    tables ??= read();
    const wanted = Object.fromEntries(names.map((name) => [name, get(name).value]));
    wanted.text = wanted.text.trim().toLowerCase();
    const isActive = names.some((name) => wanted[name]);
    const details = [...document.querySelectorAll(".record details")];
    if (isActive) folds ??= new Map(details.map((part) => [part, part.open]));
    let all = 0, found = 0, foundRecords = 0;
    for (const { record, title, bodies } of tables) {
      const inTitle = wanted.text && title.includes(wanted.text);
      const parts = new Map();
      let count = 0;
      for (const { body, rows } of bodies) {
        let shown = 0;
        for (const item of rows) shown += !(item.row.hidden = isActive && !matches(item, wanted, inTitle));
        body.hidden = isActive && shown === 0;
        const part = body.closest("details");
        parts.set(part, (parts.get(part) ?? 0) + shown);
        count += shown;
        all += rows.length;
      }
      for (const [part, shown] of parts) {
        part.hidden = isActive && shown === 0;
        if (isActive) part.open = shown > 0;
      }
      record.hidden = isActive && count === 0;
      const item = contents.get(Number(record.dataset.number));
      if (item) item.hidden = record.hidden;
      found += count;
      foundRecords += !record.hidden;
    }
    if (!isActive && folds) {
      for (const [part, isOpen] of folds) part.open = isOpen;
      folds = null;
    }
    const total = `${all.toLocaleString("en")} listed name${all === 1 ? "" : "s"}`;
    const where = `${foundRecords.toLocaleString("en")} record${foundRecords === 1 ? "" : "s"}`;
    get("shown").textContent = isActive ? `${found.toLocaleString("en")} of ${total}, in ${where}` : `${total} in ${where}`;
  };

  const compare = (key) => (one, other) => key === "score" ? one.score - other.score
    : one[key].localeCompare(other[key], "en", { numeric: true });
  const sort = () => {
    tables ??= read();
    const key = get("sort").value;
    for (const { body, rows } of tables.flatMap((table) => table.bodies)) {
      body.append(...(key ? [...rows].sort(compare(key)) : rows).map((item) => item.row));
    }
  };
  const order = () => {
    const first = get("order")?.value === "doubt" ? (record) => -record.dataset.doubt : (record) => record.dataset.number;
    const ordered = [...records].sort((one, other) => first(one) - first(other));
    get("list").append(...ordered);
    const items = ordered.map((record) => contents.get(Number(record.dataset.number))).filter(Boolean);
    items[0]?.parentNode.append(...items);
  };

  let waiting;
  form.addEventListener("input", (event) => {
    if (event.target.id === "sort") sort();
    else if (event.target.id === "order") order();
    else {
      clearTimeout(waiting);
      waiting = setTimeout(filter, event.target.id === "text" ? 200 : 0);
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => { sort(); order(); filter(); }));
  get("unfold").addEventListener("click", ({ target }) => {
    const isOpen = target.textContent === "Unfold all";
    for (const part of document.querySelectorAll(".record details")) part.open = isOpen;
    target.textContent = isOpen ? "Fold all" : "Unfold all";
  });
  for (const link of document.querySelectorAll("a[data-filter]")) {
    link.addEventListener("click", () => {
      form.reset();
      get(link.dataset.filter).value = link.dataset.value;
      setTimeout(filter);
    });
  }
  form.hidden = false;
  const listed = document.querySelectorAll(".record tbody tr:not(.reason)").length;
  get("shown").textContent = `${listed.toLocaleString("en")} listed name${listed === 1 ? "" : "s"} in ${records.length.toLocaleString("en")} record${records.length === 1 ? "" : "s"}`;
})();
