// The list, its species and the choices in the fragment of the address, which no browser sends to a service.

/** The most characters of an address that programs for mail and chat still pass on. */
export const MOST_CHARACTERS = 30_000;
const MOST_PLAIN = 300;

const toBase64 = (bytes) => {
  let text = "";
  for (let place = 0; place < bytes.length; place += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(place, place + 0x8000));
  }
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const fromBase64 = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
const through = async (bytes, stream) =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

/** The fragment for a list; empty when it is too long for an address, or a file of bytes. */
export const fragmentOf = async (asked) => {
  if (asked.data || asked.text.length > 100 * MOST_CHARACTERS) return "";
  const short = { t: asked.text };
  if (asked.name) short.n = asked.name;
  if (asked.column) short.c = asked.column;
  if (asked.species?.length) short.s = asked.species;
  if (asked.choices.size) short.h = Object.fromEntries(asked.choices);
  const bytes = new TextEncoder().encode(JSON.stringify(short));
  const fragment = bytes.length > MOST_PLAIN
    ? `#z=${toBase64(await through(bytes, new CompressionStream("deflate-raw")))}` : `#l=${toBase64(bytes)}`;
  return fragment.length > MOST_CHARACTERS ? "" : fragment;
};

/** The list of a fragment; `null` for one that has none, or that was cut off. */
export const listOf = async (fragment) => {
  const [, kind, text] = /^#([zl])=(.+)$/.exec(fragment) ?? [];
  if (!text) return null;
  try {
    const bytes = fromBase64(text);
    const plain = kind === "z" ? await through(bytes, new DecompressionStream("deflate-raw")) : bytes;
    const short = JSON.parse(new TextDecoder().decode(plain));
    if (typeof short.t !== "string") return null;
    return {
      text: short.t, name: String(short.n ?? ""), column: String(short.c ?? ""), data: "",
      species: short.s === "auto" ? "auto" : Array.isArray(short.s) ? short.s.map(String) : null,
      choices: new Map(Object.entries(short.h ?? {}).map(([place, gene]) => [Number(place), String(gene)])),
    };
  } catch {
    return null;
  }
};
