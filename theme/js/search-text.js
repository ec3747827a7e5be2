// What the search knows of words: pure functions, no page and no engine. Pagefind does the finding; it says where in a
// record its hits are, and is silent about what it did not find.

/** Stands between the parts of compounds in the index (lesart/compounds.py); readers never see it. */
const SEAM = "|";

const AROUND = 14; // words shown before a hit; twice as many after it

/** @typedef {{ text: string, hit: boolean }} Piece */
/** @typedef {{ id: string, title: Piece[], pieces: Piece[] }} Hit */

/** A word as it is compared: small, without accents, and with one letter where two stand for an umlaut. @param {string} word */
export function fold(word) {
  const plain = word.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/\u00df/g, "ss");
  return plain.replace(/[^\p{L}\p{N}]/gu, "").replace(/([aou])e/g, "$1");
}

/** A query with the signs in the form that the index has them. @param {string} query */
export function plain(query) {
  return query
    .replace(/(?<=[\p{L}\p{N}])[\u2013\u2014](?=[\p{L}\p{N}])/gu, "-")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u00ad|]/g, "")
    .normalize("NFKC")
    .trim();
}

/** The words of a query outside of quotation marks: within them Pagefind finds all or nothing. @param {string} query */
export function terms(query) {
  return query.replace(/"[^"]*"?/g, " ").split(/\s+/).filter((word) => fold(word));
}

/** Whether a word of the text can be what was searched for: it begins so, or is another form. @param {string} term @param {string} word */
export function related(term, word) {
  const wanted = fold(term);
  return [word, ...word.split(/[|\-\u2013\u2014/]/)].some((part) => {
    const found = fold(part);
    if (found.startsWith(wanted)) return true;
    let same = 0;
    while (same < found.length && found[same] === wanted[same]) same += 1;
    const rests = [wanted.length - same, found.length - same];
    // where both go on for longer than an ending, one of them is another word, or the same one misspelt
    return same >= 3 && 2 * same >= wanted.length && rests[0] <= 4 && rests[1] <= 5 && Math.min(...rests) <= 2;
  });
}

/** Words of the query that none of the found words is a form of. @param {string} query @param {Iterable<string>} found */
export function lost(query, found) {
  const words = [...found];
  return terms(query).filter((term) => !term.split("-").some((part) => words.some((word) => related(part, word))));
}

/** The words of the list (lesart/search.py, word_list). @param {string} coded @returns {string[]} */
export function decoded(coded) {
  let word = "";
  return coded ? coded.split(" ").map((one) => (word = word.slice(0, parseInt(one[0], 36)) + one.slice(1))) : [];
}

/** The nearest words, the best first; none if none is near. @param {string} term @param {string[]} words @returns {string[]} */
export function nearest(term, words) {
  const wanted = fold(term);
  const most = wanted.length < 4 ? 0 : wanted.length < 7 ? 1 : 2;
  /** @type {Map<string, { word: string, distance: number }>} */
  const near = new Map();
  for (const word of words) {
    const found = fold(word);
    if (Math.abs(found.length - wanted.length) > most) continue;
    const distance = edits(wanted, found, most);
    const known = near.get(found);
    if (distance <= most && (!known || word[0] !== word[0].toLowerCase())) near.set(found, { word, distance });
  }
  const all = [...near.values()].sort((a, b) => a.distance - b.distance || a.word.localeCompare(b.word));
  return all.slice(0, 3).map((one) => one.word);
}

/** Letters to change, put in, leave out or swap (Damerau, optimal string alignment). @param {string} one @param {string} other @param {number} most */
function edits(one, other, most) {
  let before = /** @type {number[]} */ ([]);
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + same);
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
    }
    if (Math.min(...next) > most) return most + 1;
    [before, row] = [row, next];
  }
  return row[other.length];
}

/** What to preload so that a search for the beginning of words is complete (lesart/search.py, chunk_bounds). @param {string} query @param {string[]} bounds */
export function preloads(query, bounds) {
  const wanted = new Set();
  for (const term of terms(query)) {
    // the stem that Pagefind looks for is a few letters shorter than the word
    const start = term.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").slice(0, Math.max(3, term.length - 4));
    for (const bound of bounds) if (bound.startsWith(start) || start.startsWith(bound)) wanted.add(bound);
    wanted.add(start);
  }
  return wanted;
}

/** `/slug.html` is a page of the site, `/slug/id.html` the note of that id on it. @param {string} url */
export function target(url) {
  const [slug, note] = url.replace(/^\//, "").replace(/\.html$/, "").split("/");
  return { page: `${slug}.html`, note: note ? `n-${note}` : "" };
}

/**
 * The hits of one record by passage, the best first, with the words around them. Pagefind counts places in
 * words; the passage is the last element with an id that begins before. Where a text begins with its title, as that of a
 * note with a claim does, `titled` keeps it apart from the rest, so that it need not be read twice.
 * @param {any} data @param {boolean} titled @returns {Hit[]}
 */
export function hitsOf(data, titled) {
  const words = data.raw_content.split(/\s+/);
  const head = titled ? headLength(words, data.meta.title.split(/\s+/)) : 0;
  const anchors = [...data.anchors].sort((a, b) => a.location - b.location);
  const groups = new Map();
  for (const { location } of data.weighted_locations) {
    const at = anchors.findLast((anchor) => anchor.location <= location);
    const key = at?.id ?? "";
    if (!groups.has(key)) groups.set(key, { id: key, from: at?.location ?? 0, locations: new Set() });
    groups.get(key).locations.add(location);
  }
  if (!groups.size) groups.set("", { id: "", from: 0, locations: new Set() });
  return [...groups.values()]
    .sort((a, b) => b.locations.size - a.locations.size || a.from - b.from)
    .map(({ id, from, locations }) => {
      const end = anchors.find((anchor) => anchor.location > from)?.location ?? words.length;
      const body = from || head;
      return {
        id,
        title: piecesOf(words, locations, from, body),
        pieces: excerpt(words, locations, body, end),
      };
    });
}

/** The words of one record that were hit. @param {any} data @returns {string[]} */
export function hitWords(data) {
  const words = data.raw_content.split(/\s+/);
  return data.weighted_locations.map(({ location }) => words[location]);
}

/** How many words at the beginning are those of the title, signs aside; none if not all are. @param {string[]} words @param {string[]} title */
function headLength(words, title) {
  return title.every((word, at) => at < words.length && fold(shown(words[at])) === fold(word)) ? title.length : 0;
}

/** The words around the hits behind the title; if there is none, the first words. @param {string[]} words @param {Set<number>} hits @param {number} from @param {number} until */
function excerpt(words, hits, from, until) {
  const places = [...hits].filter((place) => place >= from).sort((a, b) => a - b);
  // begins with the hit after which most different words of the query are in sight
  const inSight = (place) => new Set(places.filter((one) => one >= place && one < place + 2 * AROUND).map((one) => fold(words[one]))).size;
  const first = places.reduce((best, place) => (inSight(place) > inSight(best) ? place : best), places[0] ?? from);
  const start = Math.max(from, first - AROUND);
  const end = Math.min(until, first + 2 * AROUND);
  /** @type {Piece[]} */
  const around = piecesOf(words, hits, start, end);
  if (start > from) around.unshift({ text: "\u2026 ", hit: false });
  if (end < until) around.push({ text: "\u2026", hit: false });
  return around;
}

/** @param {string[]} words @param {Set<number>} hits @param {number} start @param {number} end @returns {Piece[]} */
function piecesOf(words, hits, start, end) {
  return words.slice(start, end).flatMap((one, at) => {
    // the marks around a word are not part of it
    const [, before, word, after] = /** @type {string[]} */ (/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(shown(one)));
    return [{ text: before, hit: false }, { text: word, hit: hits.has(start + at) }, { text: `${after} `, hit: false }];
  });
}

/** Without the seams. @param {string} text */
export function shown(text) {
  return text.replaceAll(SEAM, "");
}

/** The words to be marked on the page that a hit opens, as they stand there. @param {string[]} words */
export function toMark(words) {
  return [...new Set(words.flatMap((word) => shown(word).match(/[\p{L}\p{N}]+/gu) ?? []))];
}
