// Runs first in the one file: takes the theme's own first script along (before this), opens the packed parts, and
// starts the application. Where the browser cannot unpack, the plain pages stay, as they do without scripts.
(() => {
  if (typeof DecompressionStream === "undefined") return;
  const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";
  const values = new Uint8Array(128);
  [...SIGNS].forEach((sign, value) => (values[sign.charCodeAt(0)] = value));

  /** Base 85: four bytes in five signs (RFC 1924's signs, but a comma for the angle bracket). */
  const bytesOf = (text) => {
    const size = Math.floor(text.length / 5) * 4 + Math.max(0, (text.length % 5) - 1);
    const bytes = new Uint8Array(size + 4);
    const view = new DataView(bytes.buffer);
    for (let from = 0, to = 0; from < text.length; from += 5, to += 4) {
      let number = 0;
      for (let at = from; at < from + 5; at += 1) number = number * 85 + (at < text.length ? values[text.charCodeAt(at)] : 84);
      view.setUint32(to, number);
    }
    return bytes.subarray(0, size);
  };

  /** The files of a packed part: a line of names and lengths, then the bytes; files in pieces are put together. */
  const unpack = async (name) => {
    const packed = bytesOf(document.getElementById(`packed-${name}`).textContent);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const end = bytes.indexOf(10);
    const pieces = new Map();
    let at = end + 1;
    for (const [file, length] of JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))) {
      pieces.set(file, [...(pieces.get(file) ?? []), bytes.subarray(at, at + length)]);
      at += length;
    }
    return pieces;
  };

  const opened = new Map();
  const part = (name) => {
    if (!opened.has(name)) opened.set(name, unpack(name));
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
