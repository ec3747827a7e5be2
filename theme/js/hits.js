// The words of a search, marked on the page that a hit opens. The search page hands the very words over in the
// address (?words=…), as they stand in the text, since Pagefind's own highlighter misses inflected forms.

const LONGEST = 12;

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const words = (new URLSearchParams(location.search).get("words") ?? "").split(" ").filter(Boolean).slice(0, LONGEST);
  const main = root.querySelector("main article, main");
  return markWords(root, main, words, () => {
    const address = new URL(location.href);
    address.searchParams.delete("words");
    history.replaceState(null, "", address);
  });
}

/**
 * Marks the words in an element, with a line that takes the marks away again.
 * @param {Document} root @param {Element | null} main @param {string[]} words
 * @param {() => void} cleared @returns {() => void}
 */
export function markWords(root, main, words, cleared = () => {}) {
  if (!words.length || !main) return () => {};
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}])(?:${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})(?![\\p{L}\\p{N}])`,
    "giu",
  );
  const texts = [];
  const walker = root.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest("script, style, .hit-bar, .ref")) texts.push(/** @type {Text} */ (node));
  }
  const marks = texts.flatMap((text) => markIn(text, pattern));
  const undo = () => {
    for (const mark of marks) mark.replaceWith(...mark.childNodes);
    bar?.remove();
    cleared();
  };
  const bar = marks.length ? banner(root, words, undo) : null;
  return undo;
}

/** Wraps every match of the pattern in the text. @param {Text} text @param {RegExp} pattern */
function markIn(text, pattern) {
  const marks = [];
  const found = [...text.data.matchAll(pattern)].reverse();
  for (const match of found) {
    const rest = text.splitText(match.index);
    rest.splitText(match[0].length);
    const mark = document.createElement("mark");
    mark.className = "mark hit";
    rest.replaceWith(mark);
    mark.append(rest);
    marks.push(mark);
  }
  return marks;
}

/** The line that says what is marked, with its off switch. */
function banner(root, words, undo) {
  const labels = root.documentElement.dataset;
  const bar = root.createElement("div");
  bar.className = "hit-bar";
  const said = root.createElement("span");
  said.textContent = (labels.hitMarks ?? "{words}").replace("{words}", words.join(", "));
  const button = root.createElement("button");
  button.type = "button";
  button.textContent = labels.hitClear ?? "×";
  button.addEventListener("click", undo);
  bar.append(said, button);
  root.querySelector("main")?.before(bar);
  return bar;
}
