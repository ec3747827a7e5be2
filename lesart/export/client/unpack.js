// How packed parts are read: base 85, then gzip, then a line of names and lengths before the files' bytes.
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
const unpacked = async (text) => {
  const packed = bytesOf(text);
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
