// Finding, showing and making elements of the page.

export const get = (id) => document.getElementById(id);

export const show = (id, isShown) => { get(id).hidden = !isShown; };

/** Makes an element; texts are put in as texts, whatever they have in them. */
export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};
