// Runs first in the one file: takes the theme's own first script along (before this), opens the packed parts, and
// starts the application. Where the browser cannot unpack, the plain pages stay, as they do without scripts.
(() => {
  if (typeof DecompressionStream === "undefined") return;
  const opened = new Map();
  const part = (name) => {
    if (!opened.has(name)) opened.set(name, unpacked(document.getElementById(`packed-${name}`).textContent));
    return opened.get(name);
  };
  /** The text of a file; of all numbered ones where the name ends with a slash. */
  const text = async (name, file) => {
    const files = await part(name);
    const names = file.endsWith("/") ? [...files.keys()].filter((one) => one.startsWith(file)) : [file];
    names.sort((a, b) => Number(a.slice(file.length)) - Number(b.slice(file.length)));
    return new TextDecoder().decode(await new Blob(names.flatMap((one) => files.get(one))).arrayBuffer());
  };

  globalThis.lesart = { part, text };
  document.documentElement.dataset.live = "";
  text("site", "script").then((content) => {
    const script = document.createElement("script");
    script.type = "module";
    script.textContent = content;
    document.head.append(script);
  });
})();
