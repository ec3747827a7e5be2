// What a suggestion becomes: YAML that the generator reads as it was meant, whatever was typed, and the address at
// which the repository's web editor opens it. Nothing here touches the page.
//
// line(typed)             -> one line of text without anything invisible
// prose(typed)            -> Markdown of several lines that the generator takes: no HTML, no images, no odd links
// nameFor(words, taken)   -> an id made of the first telling words; lesart/skeleton.py makes the same one
// scalar(words)           -> a YAML value in one line
// annotationYaml(fields)  -> the file of an annotation
// sourceYaml(key, fields) -> an entry of the bibliography
// newFile(forge, path, text) -> { href, filled }: where the web editor opens, and whether it shows the text

// what stands where something is still to be written; nobody can publish it
export const BLANK = "\u2026";

const WRITTEN_OUT = { "\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00df": "ss", "\u00e6": "ae", "\u00f8": "oe", "\u00e5": "aa", "\u0142": "l", "\u0111": "d" };
const NAME_WORDS = 3;
const NAME_LETTERS = 4;
const NAME_LENGTH = 48;

// YAML refuses these, or a reader cannot see them: control signs, marks of direction and of width, half characters
const UNSEEN = /[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\uffff]|\p{Surrogate}/gu;
const PLAIN = /^\p{L}[\p{L}\p{N}_ .\u2013\u2014\u201e\u201c\u201a\u2018\u2019\/-]*$/u;
const WORDS_OF_YAML = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n"]);

/** @param {string} typed */
export function line(typed) {
  return typed.replace(/[\s\x85]+/gu, " ").replace(UNSEEN, "").replace(/ {2,}/g, " ").trim();
}

/** @param {string} typed */
export function prose(typed) {
  const lines = typed
    .replace(/\r\n?|[\x85\u2028\u2029\v\f]/g, "\n")
    .replace(UNSEEN, "")
    .replace(/\t/g, "  ")
    .split("\n")
    .map((one) => one.trimEnd());
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\s+|\s+$/g, "")
    .replace(/<(?=[a-z\/!?])(?!https?:\/\/[^\s<>]*>)/gi, "\\<")
    .replace(/!\[/g, "!\\[")
    .replace(/\[([^\[\]]*)\]\((?!\s*(?:https?:\/\/|mailto:)[^\s<>"'`\\]*\))/gi, "\\[$1\\](")
    .replace(/^( {0,3})\[(?=[^\]]*\]:)/gm, "$1\\[");
}

/** @param {string} words @param {Set<string>} taken */
export function nameFor(words, taken) {
  const plain = [...words.toLowerCase()]
    .map((letter) => WRITTEN_OUT[/** @type {keyof typeof WRITTEN_OUT} */ (letter)] ?? letter)
    .join("")
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "");
  const parts = plain.match(/[a-z0-9]+/g) ?? [];
  const telling = parts.filter((part) => part.length >= NAME_LETTERS);
  const chosen = (telling.length ? telling : parts).slice(0, NAME_WORDS).join("-");
  const name = chosen.slice(0, NAME_LENGTH).replace(/^-+|-+$/g, "") || "note";
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

/** @param {string} words */
export function scalar(words) {
  if (PLAIN.test(words) && !/[ -]$/.test(words) && !WORDS_OF_YAML.has(words.toLowerCase())) return words;
  return `'${words.replaceAll("'", "''")}'`;
}

/** @typedef {{ id: string, type: string, quote: { exact: string, prefix?: string, suffix?: string }, claim: string, verdict: string, body: string, sources: { ref: string, supports: string }[], see: { article: string, annotation: string, relation: string } | null, day: string, change: string }} Suggestion */

/** @param {Suggestion} fields */
export function annotationYaml(fields) {
  const { quote } = fields;
  const lines = [`id: ${fields.id}`, `type: ${fields.type}`, `quote: ${scalar(quote.exact)}`];
  if (quote.prefix) lines.push(`prefix: ${scalar(quote.prefix)}`);
  if (quote.suffix) lines.push(`suffix: ${scalar(quote.suffix)}`);
  if (fields.type === "fact-check") {
    lines.push(`claim: ${scalar(line(fields.claim) || BLANK)}`);
    lines.push(`verdict: ${["true", "false"].includes(fields.verdict) ? `"${fields.verdict}"` : fields.verdict}`);
  }
  lines.push("body: |");
  for (const one of (prose(fields.body) || BLANK).split("\n")) lines.push(one ? `  ${one}` : "");
  if (fields.sources.length) {
    lines.push("sources:");
    for (const one of fields.sources) {
      lines.push(`  - {ref: ${one.ref}, supports: ${scalar(line(one.supports) || BLANK)}}`);
    }
  } else lines.push("sources: []");
  if (fields.see) {
    const { article, annotation, relation } = fields.see;
    lines.push("see:", `  - {article: ${article}, annotation: ${annotation}, relation: ${relation}}`);
  }
  lines.push("mentions: []", "by: []", "reviewed: null", "status: draft", "history:");
  lines.push(`  - {date: ${fields.day}, change: ${scalar(fields.change)}}`);
  return `${lines.join("\n")}\n`;
}

/** @param {string} key @param {{ title: string, publisher: string, url: string, published: string, kind: string, day: string }} fields */
export function sourceYaml(key, fields) {
  return [
    `${key}:`,
    `  title: ${scalar(line(fields.title) || BLANK)}`,
    `  publisher: ${scalar(line(fields.publisher) || BLANK)}`,
    `  url: ${scalar(line(fields.url))}`,
    `  published: ${fields.published || "null"}`,
    `  accessed: ${fields.day}`,
    `  kind: ${fields.kind}`,
    "  language: null",
    "  country: null",
    "",
  ].join("\n");
}

/** @param {{ address: string, name: string, text: string, takesText: boolean, most: number }} forge @param {string} path @param {string} text */
export function newFile(forge, path, text) {
  const empty = `${forge.address}?${forge.name}=${encodeURIComponent(path)}`;
  const whole = `${empty}&${forge.text}=${encodeURIComponent(text)}`;
  const filled = forge.takesText && whole.length <= forge.most;
  return { href: filled ? whole : empty, filled };
}
