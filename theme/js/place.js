// Back leads to the same line. Before a link is followed, the history keeps which passage was at the top of the window
// and how far it was scrolled; that holds also after a turn of the phone, where a number of pixels would not.

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  if (!root.querySelector("[data-reading-text]")) return () => {};
  const before = history.scrollRestoration;
  const undo = new AbortController();
  const listening = { signal: undo.signal };
  history.scrollRestoration = "manual";

  const line = () => {
    for (const passage of root.querySelectorAll("[data-reading-text] :is(p, h2, h3, pre)[id]")) {
      const box = passage.getBoundingClientRect();
      if (box.height && box.bottom > 0) return { id: passage.id, top: box.top, y: scrollY };
    }
    return { id: "", top: 0, y: scrollY };
  };
  const keep = () => history.replaceState({ ...history.state, line: line() }, "");
  const goBack = () => {
    const kept = history.state?.line;
    if (!kept) return;
    const passage = root.getElementById(kept.id);
    scrollTo({ top: passage ? scrollY + passage.getBoundingClientRect().top - kept.top : kept.y, behavior: "instant" });
  };

  root.addEventListener(
    "click",
    (event) => {
      if (/** @type {HTMLElement} */ (event.target).closest?.("a[href]:not(.ref, .back)")) keep();
    },
    { ...listening, capture: true },
  );
  addEventListener("pagehide", keep, listening);
  addEventListener("popstate", () => requestAnimationFrame(goBack), listening);
  goBack();
  root.fonts?.ready.then(goBack);
  return () => {
    undo.abort();
    history.scrollRestoration = before;
  };
}
