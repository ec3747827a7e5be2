// Quotes and where they stand, the same as lesart/selector.py: `locate` finds, `describe` says.
//
// The text is an article's reading text: the reading texts of its passages, joined by two line breaks
// (PASSAGE_BREAK in lesart/model.py). Offsets count UTF-16 code units, as everywhere in JavaScript; Python counts
// code points. A quote is a W3C TextQuoteSelector: { exact, prefix, suffix }, the last two may be missing.
//
// Two texts count as equal if a reader would see the same words; lesart/selector.py lists what is invisible. Change
// the two files together: tests/browser/test_selector_js.py asks both the same questions and compares the answers.
//
// normalise(text)                  -> a text as it counts for finding; taken by the others in place of the text
// locate(text, quote)              -> [{ start, end }, ...], every place where the quote stands
// describe(text, start, end)       -> { exact, prefix, suffix }, the shortest selector that means this span alone;
//                                     throws a RangeError for a span that no selector can name
// visiblePart(text, start, end)    -> { start, end } without what is invisible at the edges, or null: makes a span
//                                     that describe accepts of whatever somebody selected

/** @typedef {{ start: number, end: number }} Span */
/** @typedef {{ exact: string, prefix?: string, suffix?: string }} Quote */

// In how many words every double differs from the context that describe takes, and how far it looks (in words).
const DIFFERENCES = 2;
const CONTEXT_WORDS = 64;

const WHITE = "\\t\\n\\v\\f\\r\\x1c-\\x1f \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const INVISIBLE =
  "\\xad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff";
const ACCENT =
  "\\u0300-\\u034e\\u0350-\\u036f\\u0653-\\u0655\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\u3099\\u309a\\ufe20-\\ufe2f";
const PLAIN = "!-)+-\\[\\]^a-}\\xa1-\\xaa\\xac\\xae-\\xb3\\xb5-\\xba\\xbc-\\u024f";

const PIECES = new RegExp(
  `(?<plain> ?[${PLAIN}]+(?: [${PLAIN}]+)*(?![${ACCENT}]))` +
    `|(?<gap>[${WHITE}${INVISIBLE}]+)` +
    "|(?<escaped>\\\\[!-\\/:-@\\[-`\\{-~])" +
    "|(?<signs>(?:[*_`]|~~+)+)" +
    `|(?<other>.[${ACCENT}]*)`,
  "gsu",
);
const HAS_WHITE = new RegExp(`[${WHITE}]`, "u");
const WHITE_RUNS = new RegExp(`[${WHITE}]+`, "u");
const INVISIBLES = new RegExp(`[${INVISIBLE}]`, "gu");
const IS_INVISIBLE = new RegExp(`^[${INVISIBLE}]`, "u");
const OF_A_WORD = new RegExp(`^[\\p{L}\\p{N}${ACCENT}]`, "u");
const LETTER =
  "0-9A-Za-z\\xaa\\xb5\\xba\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02af\\u0370-\\u0373\\u0376\\u0377\\u037b-\\u037d" +
  "\\u037f-\\u0386\\u0388-\\u0481\\u048a-\\u0559\\u0560-\\u0588\\u1e00-\\u1fff";
const NUMBER =
  "(?<=[0-9])(?=[.,:\\/]?[0-9]|[\\xbc-\\xbe\\u2150-\\u215e])|(?<=[0-9][.,:\\/])(?=[0-9])" +
  "|(?<=[^\\p{L}\\p{N}_)\\]]-)(?=[0-9])|(?<=^-)(?=[0-9])";
const WITHIN = new RegExp(`(?<=[${LETTER}${ACCENT}])(?=[${LETTER}])|${NUMBER}`, "uy");
const WITHIN_NUMBER = new RegExp(NUMBER, "uy");
const LINK = new RegExp(`!?\\[([^\\[\\]]*)\\]\\([^()${WHITE}]*\\)`, "gu");
const LINE_SIGNS = /^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+|[-*+][ \t]+)+/u;

/** @type {Map<string, string>} */
const REPLACED = new Map([
  ...[..."\u201c\u201d\u201e\u201f\u00ab\u00bb\uff02\u301d\u301e"].map((sign) => /** @type {[string, string]} */ ([sign, '"'])),
  ...[..."\u2018\u2019\u201a\u201b\u2039\u203a\uff07\u00b4\u02bc"].map((sign) => /** @type {[string, string]} */ ([sign, "'"])),
  ...[..."\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"].map((sign) => /** @type {[string, string]} */ ([sign, "-"])),
  ["\u2026", "..."],
  ["\ufb00", "ff"],
  ["\ufb01", "fi"],
  ["\ufb02", "fl"],
  ["\ufb03", "ffi"],
  ["\ufb04", "ffl"],
  ["\ufb05", "st"],
  ["\ufb06", "st"],
]);

/** A text as it counts for finding, and the way back: piece k begins at offsets[k] and came from starts[k] to ends[k]. */
export class Normalised {
  /** @param {string} source @param {[string, number, number, boolean][]} pieces */
  constructor(source, pieces) {
    this.source = source;
    this.text = pieces.map((piece) => piece[0]).join("");
    /** @type {number[]} */
    this.offsets = [];
    let offset = 0;
    for (const piece of pieces) {
      this.offsets.push(offset);
      offset += piece[0].length;
    }
    this.starts = pieces.map((piece) => piece[1]);
    this.ends = pieces.map((piece) => piece[2]);
    // character by character as in the source, or one character that cannot be cut
    this.plain = pieces.map((piece) => piece[3]);
  }

  /** Offsets in the source of the normalised characters start to end. @param {number} start @param {number} end @returns {Span} */
  span(start, end) {
    const first = after(this.offsets, start) - 1;
    const last = after(this.offsets, end - 1) - 1;
    return {
      start: this.starts[first] + (this.plain[first] ? start - this.offsets[first] : 0),
      end: this.plain[last] ? this.starts[last] + end - this.offsets[last] : this.ends[last],
    };
  }

  /** The inverse: normalised characters that lie wholly in a span, without blanks at the edges. @param {Span} span @returns {[number, number]} */
  range(span) {
    let start = this.firstFrom(span.start);
    let end = this.lastUntil(span.end);
    while (start < end && this.text[start] === " ") start += 1;
    while (start < end && this.text[end - 1] === " ") end -= 1;
    return [start, Math.max(start, end)];
  }

  /** @param {number} start */
  firstFrom(start) {
    const piece = after(this.starts, start) - 1;
    if (piece < 0) return 0;
    if (start < this.ends[piece] && this.plain[piece]) return this.offsets[piece] + start - this.starts[piece];
    if (start === this.starts[piece]) return this.offsets[piece];
    return piece + 1 < this.offsets.length ? this.offsets[piece + 1] : this.text.length;
  }

  /** @param {number} end */
  lastUntil(end) {
    const piece = before(this.starts, end) - 1;
    if (piece < 0) return 0;
    if (end < this.ends[piece]) return this.offsets[piece] + (this.plain[piece] ? end - this.starts[piece] : 0);
    return piece + 1 < this.offsets.length ? this.offsets[piece + 1] : this.text.length;
  }

  /** Whether no character of the source is cut. @param {number} start @param {number} end */
  whole(start, end) {
    const first = after(this.offsets, start) - 1;
    const last = after(this.offsets, end) - 1;
    return (
      (this.plain[first] || this.offsets[first] === start) &&
      (end === this.text.length || this.plain[last] || this.offsets[last] === end)
    );
  }
}

/** How many of the ascending numbers are at most `value`. @param {number[]} numbers @param {number} value */
function after(numbers, value) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many are below it. @param {number[]} numbers @param {number} value */
function before(numbers, value) {
  return after(numbers, value - 1);
}

/** The text as it counts for finding. White space is one blank, none at the ends. @param {string} text @returns {Normalised} */
export function normalise(text) {
  /** @type {[string, number, number, boolean][]} */
  const pieces = [];
  for (const match of text.matchAll(PIECES)) {
    let start = match.index ?? 0;
    let shown = match[0];
    const end = start + shown.length;
    const kind = match.groups ?? {};
    const plain = kind.plain !== undefined || (kind.signs !== undefined && !isMarkup(text, start, end));
    if (!plain) {
      if (kind.gap !== undefined) shown = HAS_WHITE.test(shown) ? " " : "";
      else if (kind.escaped !== undefined) shown = shown[1];
      else if (kind.signs !== undefined) shown = "";
      else {
        const [sign] = shown;
        shown = ((REPLACED.get(sign) ?? sign) + shown.slice(sign.length)).normalize("NFC");
      }
    }
    if (!pieces.length && shown.startsWith(" ")) {
      shown = shown.slice(1);
      start += 1;
    }
    if (shown) pieces.push([shown, start, end, plain]);
  }
  if (pieces.length && pieces[pieces.length - 1][0] === " ") pieces.pop();
  return new Normalised(text, pieces);
}

/** Whether a run of signs is Markdown's, or the text's own. @param {string} text @param {number} start @param {number} end */
function isMarkup(text, start, end) {
  const left = visibleBefore(text, start);
  const right = visibleAfter(text, end);
  if ((!left || HAS_WHITE.test(left)) && (!right || HAS_WHITE.test(right))) return false;
  if (!(OF_A_WORD.test(left) && OF_A_WORD.test(right))) return true;
  const run = text.slice(start, end);
  return !(run === "*" || /^_+$/.test(run) || /^[0-9]$/.test(left) || /^[0-9]$/.test(right));
}

/** @param {string} text @param {number} at */
function visibleAfter(text, at) {
  while (at < text.length && IS_INVISIBLE.test(text[at])) at += 1;
  return at < text.length ? String.fromCodePoint(/** @type {number} */ (text.codePointAt(at))) : "";
}

/** @param {string} text @param {number} at */
function visibleBefore(text, at) {
  while (at > 0 && IS_INVISIBLE.test(text[at - 1])) at -= 1;
  if (at <= 0) return "";
  const pair = at > 1 ? /** @type {number} */ (text.codePointAt(at - 2)) : 0;
  return pair > 0xffff ? String.fromCodePoint(pair) : text[at - 1];
}

/** @param {string | Normalised} text @returns {Normalised} */
function prepared(text) {
  return typeof text === "string" ? normalise(text) : text;
}

/** Every place where the quote stands, in order. @param {string | Normalised} text @param {Quote} quote @returns {Span[]} */
export function locate(text, quote) {
  const where = prepared(text);
  return places(where, quote).map(([start, end]) => where.span(start, end));
}

/** Whether a word or number goes on across an offset. @param {string} text @param {number} at @param {RegExp} [within] */
function cuts(text, at, within = WITHIN) {
  within.lastIndex = at;
  return within.test(text);
}

/** locate in offsets of the normalised text; with parts of words, if asked for. @param {Normalised} where @param {Quote} quote @param {boolean} [parts] @returns {[number, number][]} */
function places(where, { exact, prefix = "", suffix = "" }, parts = false) {
  const found = asWritten(where, exact, prefix, suffix, parts);
  if (found.length) return found;
  const plain = [exact, prefix, suffix].map(bare);
  if (plain[0] === exact && plain[1] === prefix && plain[2] === suffix) return found;
  return asWritten(where, plain[0], plain[1], plain[2], parts);
}

/** @param {Normalised} where @param {string} words @param {string} left @param {string} right @param {boolean} parts @returns {[number, number][]} */
function asWritten(where, words, left, right, parts) {
  const { text } = where;
  const exact = normalise(words).text;
  const prefix = normalise(left).text;
  const suffix = normalise(right).text;
  /** @type {[number, number][]} */
  const found = [];
  let start = exact ? text.indexOf(exact) : -1;
  while (start >= 0) {
    const end = start + exact.length;
    const before = start - (start > 0 && text[start - 1] === " " ? 1 : 0);
    const after = end + (text[end] === " " ? 1 : 0);
    if (
      where.whole(start, end) &&
      (parts || prefix || !cuts(text, start)) &&
      (parts || suffix || !cuts(text, end)) &&
      text.endsWith(prefix, before) &&
      text.startsWith(suffix, after) &&
      // an edit from 30 to 130 must not leave a note on what has the prefix “30”
      !(prefix && cuts(text, before - prefix.length, WITHIN_NUMBER)) &&
      !(suffix && cuts(text, after + suffix.length, WITHIN_NUMBER))
    ) {
      found.push([start, end]);
    }
    start = text.indexOf(exact, start + 1);
  }
  return found;
}

/** Without the Markdown that only source files have. @param {string} words */
function bare(words) {
  const lines = words.split("\n").map((line) => line.replace(LINE_SIGNS, ""));
  return lines.join("\n").replace(LINK, "$1");
}

/** The shortest selector that means the span alone. @param {string | Normalised} text @param {number} from @param {number} to @returns {{ exact: string, prefix: string, suffix: string }} */
export function describe(text, from, to) {
  const where = prepared(text);
  const [start, end] = where.range({ start: from, end: to });
  const span = start === end ? null : where.span(start, end);
  if (!span || span.start !== from || span.end !== to) {
    throw new RangeError("the span does not begin and end in visible characters");
  }
  const exact = written(where, start, end);
  /** @param {[number, number][]} found */
  const elsewhere = (found) => found.filter((place) => place[0] !== start || place[1] !== end);
  const found = places(where, { exact });
  // with a context, parts of words count too
  const others = found.length === 1 && !elsewhere(found).length ? [] : elsewhere(places(where, { exact }, true));
  for (const [prefixStart, suffixEnd] of contexts(where.text, start, end, others)) {
    const quote = { exact, prefix: written(where, prefixStart, start), suffix: written(where, end, suffixEnd) };
    const meant = places(where, quote);
    if (meant.length === 1 && !elsewhere(meant).length) return quote;
  }
  throw new RangeError("no selector tells this span from the others");
}

/** The span without what is invisible at its edges or cut by them. @param {string | Normalised} text @param {number} from @param {number} to @returns {Span | null} */
export function visiblePart(text, from, to) {
  const where = prepared(text);
  const [start, end] = where.range({ start: from, end: to });
  return start < end ? where.span(start, end) : null;
}

/** Words of the text as an editor would write them into a selector. @param {Normalised} where @param {number} start @param {number} end */
function written(where, start, end) {
  const wanted = where.text.slice(start, end).replace(/^ +| +$/g, "");
  if (!wanted) return "";
  const range = where.range(where.span(start, end));
  const span = where.span(range[0], range[1]);
  const words = where.source.slice(span.start, span.end).replace(INVISIBLES, "").split(WHITE_RUNS).join(" ");
  if (normalise(words).text === wanted) return words;
  // a sign at the edge counts differently once its neighbour is missing, so every sign is escaped
  return wanted.replace(/[\\*_`~]/g, "\\$&");
}

/** Where prefixes begin and suffixes end that tell a place from others, the best first, the longest last. @param {string} text @param {number} start @param {number} end @param {[number, number][]} others @returns {Generator<[number, number]>} */
function* contexts(text, start, end, others) {
  const leastBefore = cuts(text, start) ? 1 : 0;
  const leastAfter = cuts(text, end) ? 1 : 0;
  if (!others.length && !leastBefore && !leastAfter) yield [start, end];
  const left = taken(wordsBefore(text, start));
  const right = taken(wordsAfter(text, end));
  const leftWords = left.map(([first, last]) => text.slice(first, last));
  const rightWords = right.map(([first, last]) => text.slice(first, last));
  /** @type {Map<string, number[]>} */
  const needs = new Map();
  for (const place of others) {
    const need = [
      ...differing(text, leftWords, wordsBefore(text, place[0]), true),
      ...differing(text, rightWords, wordsAfter(text, place[1]), false),
    ];
    needs.set(need.join(), need);
  }
  /** @param {number} size @param {number[]} need */
  const safely = (size, [onceBefore, safeBefore, onceAfter, safeAfter]) =>
    size >= safeBefore ? 0 : Math.min(safeAfter, size >= onceBefore ? onceAfter : Infinity);
  /** @param {number} size @param {number[]} need */
  const barely = (size, [onceBefore, , onceAfter]) => (size >= onceBefore ? 0 : onceAfter);
  for (const enough of [safely, barely]) {
    let best = [0, Infinity];
    for (let size = leastBefore; size <= left.length; size += 1) {
      let most = leastAfter;
      for (const need of needs.values()) most = Math.max(most, enough(size, need));
      if (size + most < best[0] + best[1]) best = [size, most];
    }
    if (best[1] < Infinity) {
      yield [best[0] ? left[best[0] - 1][0] : start, best[1] ? right[best[1] - 1][1] : end];
    }
  }
  yield [0, text.length];
}

/** @param {Generator<[number, number]>} words @returns {[number, number][]} */
function taken(words) {
  /** @type {[number, number][]} */
  const found = [];
  for (const word of words) {
    if (found.length === CONTEXT_WORDS) break;
    found.push(word);
  }
  return found;
}

/** How many words of context it takes to be told apart at all, and to differ in DIFFERENCES words; nearest words first. @param {string} text @param {string[]} mine @param {Generator<[number, number]>} theirs @param {boolean} isBefore @returns {[number, number]} */
function differing(text, mine, theirs, isBefore) {
  let once = Infinity;
  let count = 0;
  for (let size = 1; size <= mine.length; size += 1) {
    const word = mine[size - 1];
    const next = theirs.next();
    const against = next.done ? "" : text.slice(next.value[0], next.value[1]);
    if (once === Infinity && count) once = size;
    if (word !== against) {
      count += 1;
      if (once === Infinity && !(isBefore ? against.endsWith(word) : against.startsWith(word))) once = size;
    }
    if (count >= DIFFERENCES && once <= size) return [once, size];
  }
  return [once, Infinity];
}

/** Offsets of the words before a place in a normalised text, the nearest first. @param {string} text @param {number} at @returns {Generator<[number, number]>} */
function* wordsBefore(text, at) {
  let end = at - (at > 0 && text[at - 1] === " " ? 1 : 0);
  while (end > 0) {
    const start = text.lastIndexOf(" ", end - 1) + 1;
    yield [start, end];
    end = start - 1;
  }
}

/** @param {string} text @param {number} at @returns {Generator<[number, number]>} */
function* wordsAfter(text, at) {
  let start = at + (text[at] === " " ? 1 : 0);
  while (start < text.length) {
    const blank = text.indexOf(" ", start);
    const end = blank < 0 ? text.length : blank;
    yield [start, end];
    start = end + 1;
  }
}
