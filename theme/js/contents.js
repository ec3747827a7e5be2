// The table of contents knows where the reader is. Beside the text it stands open; where there is no room beside, it
// is one line that stays on top, names the present part, and opens on demand.

const BESIDE = "(min-width: 84em)";

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const undone = [...root.querySelectorAll("[data-contents]")].map((contents) =>
    one(root, /** @type {HTMLDetailsElement} */ (contents)),
  );
  return () => undone.forEach((undo) => undo());
}

/** @param {Document} root @param {HTMLDetailsElement} contents */
function one(root, contents) {
  const beside = matchMedia(BESIDE);
  const undo = new AbortController();
  const listening = { signal: undo.signal };
  const here = /** @type {HTMLElement | null} */ (contents.querySelector("[data-here]"));
  const parts = [...contents.querySelectorAll("a")].flatMap((link) => {
    const head = root.getElementById(decodeURIComponent(link.hash.slice(1)));
    return head ? [{ link, head }] : [];
  });

  const mark = () => {
    const line = innerHeight * 0.35;
    const now = parts.findLast(({ head }) => head.getBoundingClientRect().top <= line);
    for (const { link } of parts) {
      if (link === now?.link) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
    if (here) here.textContent = now?.link.textContent ?? "";
  };
  const fit = () => (contents.open = beside.matches);

  contents.addEventListener(
    "click",
    (event) => {
      if (!beside.matches && /** @type {HTMLElement} */ (event.target).closest("a")) contents.open = false;
    },
    listening,
  );
  root.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || beside.matches) return;
      for (const open of contents.closest("[data-rail]")?.querySelectorAll("details[open]") ?? []) {
        event.preventDefault();
        /** @type {HTMLDetailsElement} */ (open).open = false;
        open.querySelector("summary")?.focus();
      }
    },
    { ...listening, capture: true },
  );
  beside.addEventListener("change", fit, listening);
  // a line at a third of the window: when another passage lies on it, the part may have changed
  const watch = new IntersectionObserver(mark, { rootMargin: "-35% 0px -65% 0px" });
  const text = parts[0]?.head.closest("[data-reading-text]");
  for (const passage of text?.querySelectorAll(":is(p, pre, h2, h3)[id]") ?? []) watch.observe(passage);
  fit();
  mark();
  return () => {
    undo.abort();
    watch.disconnect();
  };
}
