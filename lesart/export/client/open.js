// Runs first in the one file: takes the theme's own first script along (before this), opens the packed parts, and
// starts the application. Where the browser cannot unpack, the plain pages stay, as they do without scripts.
(() => {
  if (typeof DecompressionStream === "undefined") return;
  const opened = new Map();
  const part = (name) => {
    if (!opened.has(name)) opened.set(name, unpacked(document.getElementById(`packed-${name}`).textContent));
    return opened.get(name);
  };
  const text = async (name, file) => new TextDecoder().decode(await new Blob((await part(name)).get(file)).arrayBuffer());

  globalThis.lesart = { part, text };
  document.documentElement.dataset.live = "";
  text("site", "script").then((content) => {
    const script = document.createElement("script");
    script.type = "module";
    script.textContent = content;
    document.head.append(script);
  });
})();
