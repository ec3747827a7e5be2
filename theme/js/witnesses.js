// The switch between Regest and original keeps the reader's place: it leads to the note that is open, else to the
// mark nearest to the middle of the window. Without scripts, or without marks, it leads to the other page's beginning.

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const undo = new AbortController();
  for (const choice of root.querySelectorAll("[data-witnesses] a:not([aria-current])")) {
    const article = choice.closest("article");
    if (!article) continue;
    const beginning = choice.getAttribute("href") ?? "";
    // the link itself is turned, so that whatever follows links (a browser, the one file) follows this one
    choice.addEventListener("click", () => choice.setAttribute("href", placeIn(article) || beginning), {
      signal: undo.signal,
    });
  }
  return () => undo.abort();
}

/** The address, in the other witness, of what is being read here; "" where that is the beginning. */
function placeIn(/** @type {Element} */ article) {
  const open = article.querySelector("details.note[open] a.in-other");
  // the note itself: the page there opens it
  if (open) return (open.getAttribute("href") ?? "").replace(/(#|--)r-/, "$1n-");
  const middle = innerHeight / 2;
  let nearest = null;
  let least = Infinity;
  for (const ref of article.querySelectorAll("a.ref")) {
    const distance = Math.abs(ref.getBoundingClientRect().top - middle);
    if (distance < least) [nearest, least] = [ref, distance];
  }
  const top = article.querySelector("[data-reading-text]")?.getBoundingClientRect().top ?? 0;
  if (!nearest || top > middle) return "";
  const note = article.querySelector(`details.note[id="${nearest.getAttribute("href")?.slice(1)}"] a.in-other`);
  return note?.getAttribute("href") ?? "";
}
