// A table of any length: only the blocks of rows near the window are in the page, the others are as high as they were.

import { make } from "./elements.js";

const ROWS_OF_A_BLOCK = 50;
const MOST_AT_ONCE = 300; // so many are all in the page, for its search and for screen readers

/** A table whose rows are made when they come near the window. */
export class LongTable {
  /**
   * @param table the element, with its head.
   * @param render makes the rows of an item: the item and its place to a list of `tr`.
   * @param height tells about how high the rows of an item will be.
   */
  constructor(table, render, height) {
    this.table = table;
    this.render = render;
    this.height = height;
    this.blocks = [];
    this.items = [];
    this.observer = new IntersectionObserver((entries) => {
      for (const entry of entries) this.onSeen(entry.target, entry.isIntersecting);
    }, { rootMargin: "900px 0px" });
  }

  /** Shows other items. */
  show(items) {
    this.observer.disconnect();
    for (const block of this.blocks) block.remove();
    this.items = items;
    this.table.setAttribute("aria-rowcount", String(items.length + 1));
    this.blocks = [];
    for (let start = 0; start < items.length; start += ROWS_OF_A_BLOCK) {
      const block = make("tbody", { role: "rowgroup" });
      block.start = start;
      let height = 0;
      for (const item of items.slice(start, start + ROWS_OF_A_BLOCK)) height += this.height(item);
      this.empty(block, height);
      this.blocks.push(block);
    }
    const isShort = items.length <= MOST_AT_ONCE;
    for (const block of isShort ? this.blocks : this.blocks.slice(0, 1)) this.fill(block);
    this.table.append(...this.blocks);
    if (!isShort) for (const block of this.blocks.slice(1)) this.observer.observe(block);
  }

  onSeen(block, isNear) {
    if (isNear && !block.isFilled) this.fill(block);
    else if (!isNear && block.isFilled && !block.contains(document.activeElement)) {
      this.empty(block, block.getBoundingClientRect().height);
    }
  }

  empty(block, height) {
    const cell = make("td", { colspan: 99 });
    cell.style.height = `${height}px`; // by the object model, which the security policy allows
    block.replaceChildren(make("tr", { "aria-hidden": "true", class: "away" }, cell));
    block.isFilled = false;
  }

  fill(block) {
    const items = this.items.slice(block.start, block.start + ROWS_OF_A_BLOCK);
    block.replaceChildren(...items.flatMap((item, place) => this.render(item, block.start + place)));
    block.isFilled = true;
  }

  /** Makes the rows of one item anew, if they are in the page, and returns the first of them. */
  renew(item) {
    const place = this.items.indexOf(item);
    const block = this.blocks[Math.floor(place / ROWS_OF_A_BLOCK)];
    if (place < 0 || !block?.isFilled) return null;
    const old = [...block.rows].filter((row) => row.item === item);
    const rows = this.render(item, place);
    old[0].before(...rows);
    for (const row of old) row.remove();
    return rows[0];
  }

  /** The first row of the item at a place, which is made if it is not in the page. */
  rowAt(place) {
    const block = this.blocks[Math.floor(place / ROWS_OF_A_BLOCK)];
    if (!block || place < 0 || place >= this.items.length) return null;
    if (!block.isFilled) this.fill(block);
    return [...block.rows].find((row) => row.item === this.items[place]) ?? null;
  }
}
