// Runs first in the one file: takes the theme's own first script along (before this), opens the packed parts, and
// starts the application. Where the browser cannot unpack, the plain pages stay, as they do without scripts.
(() => {
  if (typeof DecompressionStream === "undefined") return;
  const root = document.documentElement;
  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));


  const opened = new Map();
  const open = (name) => {
    const sources = async () => {
      if (!name.startsWith("page-")) return [];
      const { base } = await known;
      return [...(await plain), ...(name === `page-${base}` ? [] : [(await open(`page-${base}`)).whole])];
    };
    const packed = () => document.getElementById(`packed-${name}`).textContent;
    if (!opened.has(name)) opened.set(name, sources().then((all) => unpacked(packed(), all)));
    return opened.get(name);
  };
  /** The files of a part by name: bytes. */
  const part = async (name) => (await open(name)).pieces;
  /** The text of a file. */
  const text = async (name, file) => new TextDecoder().decode((await part(name)).get(file));

  const known = text("site", "plain").then(JSON.parse);
  // while nothing has touched them
  const plain = Promise.all([known, parsed]).then(([{ sums }]) => {
    const words = said(document.getElementById("plain"));
    const same = ([length, sum], number) => words[number].length === length && sumOf(words[number]) === sum;
    if (!sums.every(same)) throw new Error("the plain pages are not those that were packed");
    return words;
  });
  /** Back to the document without scripts. */
  const giveWay = async () => {
    delete root.dataset.live;
    await parsed;
    const word = document.createElement("p");
    word.setAttribute("role", "status");
    word.textContent = await known.then(({ changed }) => changed, () => "");
    document.getElementById("plain")?.prepend(word);
    document.querySelector(":target")?.scrollIntoView();
  };

  globalThis.lesart = { part, text };
  root.dataset.live = "";
  Promise.all([text("site", "script"), plain]).then(([content]) => {
    const script = document.createElement("script");
    script.type = "module";
    script.textContent = content;
    document.head.append(script);
  }, giveWay);
})();
