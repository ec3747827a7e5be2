// How packed parts are read (lesart/export/parts.py says how they are written).
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

/** All bytes of a packed part, and its pieces by name; `sources` is what it may point at. */
const unpacked = async (text, sources = []) => {
  const stream = new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const end = packed.indexOf(10);
  const [copies, ...named] = JSON.parse(new TextDecoder().decode(packed.subarray(0, end)));
  let at = end + 1;
  const number = () => {
    let value = packed[at] & 127;
    for (let weight = 128; packed[at++] > 127; weight *= 128) value += (packed[at] & 127) * weight;
    return value;
  };
  const row = () => Array.from({ length: copies }, number);
  const [owns, steps, lengths] = [row(), row(), row()];

  const whole = new Uint8Array(named.reduce((sum, [, length]) => sum + length, 0));
  let to = 0;
  const write = (bytes) => {
    whole.set(bytes, to);
    to += bytes.length;
  };
  const ends = sources.map(() => 0);
  for (let copy = 0; copy < copies; copy += 1) {
    write(packed.subarray(at, (at += owns[copy])));
    const source = steps[copy] % sources.length;
    const step = Math.floor(steps[copy] / sources.length);
    const from = ends[source] + (step % 2 ? -(step + 1) / 2 : step / 2);
    write(sources[source].subarray(from, (ends[source] = from + lengths[copy])));
  }
  write(packed.subarray(at));

  let begin = 0;
  return { whole, pieces: new Map(named.map(([name, length]) => [name, whole.subarray(begin, (begin += length))])) };
};

/** What an element says, as bytes: all texts, and the addresses of all links. */
const said = (element) => {
  const links = Array.from(element.querySelectorAll("[href]"), (link) => link.getAttribute("href"));
  return [element.textContent, links.join("")].map((words) => new TextEncoder().encode(words));
};

/** Adler-32 (RFC 1950). */
const sumOf = (bytes) => {
  let [a, b] = [1, 0];
  for (let at = 0; at < bytes.length; ) {
    for (const end = Math.min(at + 4096, bytes.length); at < end; at += 1) b += a += bytes[at];
    a %= 65521;
    b %= 65521;
  }
  return b * 65536 + a;
};
