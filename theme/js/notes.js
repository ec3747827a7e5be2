// The notes of an article: opened from their marks, closed with Escape, walked through with n and p.
//
// From 1100px on they stand in the margin. The layout measures everything first and writes afterwards: each note
// at its mark, pushed down only as far as the one above needs; the open note exactly at its mark, those above it
// moved up instead. Below that width an opened note stands under its paragraph.

const WIDE = "(min-width: 68.75em)";
const GAP = 10;

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const text = /** @type {HTMLElement | null} */ (root.querySelector("[data-reading-text]"));
  if (!text) return () => {};
  const notes = /** @type {HTMLDetailsElement[]} */ ([...text.querySelectorAll("details.note")]);
  const own = notes.filter((note) => note.dataset.note);
  const wide = matchMedia(WIDE);
  const undo = new AbortController();
  const listening = { signal: undo.signal };
  let active = /** @type {HTMLDetailsElement | null} */ (null);

  const refOf = (/** @type {HTMLElement} */ note) => root.getElementById(`r-${note.dataset.note}`);
  const noteOf = (/** @type {string | undefined} */ id) =>
    /** @type {HTMLDetailsElement | null} */ (id ? root.getElementById(`n-${id}`) : null);
  const marksOf = (/** @type {HTMLElement} */ note) =>
    [...text.querySelectorAll(`mark[data-notes~="${CSS.escape(note.dataset.note ?? "")}"]`)];

  // --- layout

  const anchorOf = (/** @type {HTMLElement} */ note) =>
    marksOf(note)[0] ?? note.closest(".passage")?.querySelector("p, pre") ?? note;

  const layOut = () => {
    if (!wide.matches) {
      for (const note of notes) note.style.removeProperty("translate");
      text.style.removeProperty("min-height");
      return;
    }
    const origin = text.getBoundingClientRect().top;
    const wanted = notes
      .map((note) => ({ note, at: anchorOf(note).getBoundingClientRect().top - origin, height: note.offsetHeight }))
      .sort((a, b) => a.at - b.at || notes.indexOf(a.note) - notes.indexOf(b.note));
    const fixed = wanted.findIndex((one) => one.note === active);
    const tops = new Array(wanted.length);
    let bottom = -Infinity;
    for (const [index, one] of wanted.entries()) {
      tops[index] = index === fixed ? one.at : Math.max(bottom, one.at);
      bottom = tops[index] + one.height + GAP;
    }
    for (let index = fixed - 1; index >= 0; index -= 1) {
      const limit = tops[index + 1] - GAP - wanted[index].height;
      if (tops[index] <= limit) break;
      tops[index] = limit;
    }
    // what was moved up must not leave the page; then the active note gives way after all
    if (tops.length && tops[0] < 0) {
      bottom = 0;
      for (const [index, one] of wanted.entries()) {
        tops[index] = Math.max(bottom, tops[index]);
        bottom = tops[index] + one.height + GAP;
      }
    }
    for (const [index, one] of wanted.entries()) one.note.style.translate = `0 ${Math.round(tops[index])}px`;
    text.style.minHeight = `${Math.round(bottom)}px`;
  };

  // --- opening and closing

  const mark = (/** @type {HTMLElement} */ note, /** @type {boolean} */ on) => {
    note.classList.toggle("is-active", on);
    for (const piece of marksOf(note)) piece.classList.toggle("is-active", on);
    refOf(note)?.setAttribute("aria-expanded", String(on));
  };

  const close = () => {
    const closed = active;
    active = null;
    if (!closed) return null;
    closed.open = false;
    mark(closed, false);
    layOut();
    return closed;
  };

  /** @param {HTMLDetailsElement} note @param {{focus?: boolean, address?: boolean}} how */
  const open = (note, { focus = false, address = true } = {}) => {
    if (active !== note) close();
    active = note;
    note.open = true;
    mark(note, true);
    layOut();
    if (address) history.replaceState(null, "", `#${note.id}`);
    const summary = /** @type {HTMLElement} */ (note.querySelector("summary"));
    if (focus) summary.focus({ preventScroll: true });
    const box = note.getBoundingClientRect();
    if (box.top < 0 || box.top > innerHeight - 80) note.scrollIntoView({ block: "nearest" });
  };

  const giveBack = () => {
    const closed = close();
    if (!closed) return;
    history.replaceState(null, "", location.pathname + location.search);
    refOf(closed)?.focus();
  };

  // --- listening

  for (const note of own) {
    refOf(note)?.setAttribute("aria-expanded", "false");
    refOf(note)?.setAttribute("aria-controls", note.id);
    note.addEventListener(
      "toggle",
      () => {
        if (note.open && active !== note) open(note);
        else if (!note.open && active === note) close();
        else layOut();
      },
      listening,
    );
  }
  text.addEventListener(
    "click",
    (event) => {
      const target = /** @type {HTMLElement} */ (event.target);
      const ref = target.closest("a.ref");
      if (ref) {
        const note = noteOf(ref.id.slice(2));
        if (!note) return;
        event.preventDefault();
        if (active === note) giveBack();
        else open(note, { focus: true });
        return;
      }
      const back = target.closest("a.back");
      if (back) {
        event.preventDefault();
        giveBack();
        return;
      }
      const piece = /** @type {HTMLElement | null} */ (target.closest("mark[data-notes]"));
      if (piece && !target.closest("a") && getSelection()?.isCollapsed) {
        // the innermost first; another click goes on to the next that holds here
        const ids = (piece.dataset.notes ?? "").split(" ").reverse();
        const now = ids.indexOf(active?.dataset.note ?? "");
        const note = noteOf(ids[(now + 1) % ids.length]);
        if (note) open(note, { focus: true });
      }
    },
    listening,
  );
  root.addEventListener(
    "keydown",
    (event) => {
      const at = /** @type {HTMLElement} */ (event.target);
      if (event.ctrlKey || event.metaKey || event.altKey || at.closest("input, textarea, select")) return;
      if (event.key === "Escape" && active) {
        event.preventDefault();
        giveBack();
      }
      if (event.key === "n" || event.key === "p") {
        event.preventDefault();
        const now = active ? own.indexOf(active) : event.key === "n" ? -1 : own.length;
        const next = own[now + (event.key === "n" ? 1 : -1)];
        if (!next) return;
        open(next, { focus: true });
        (wide.matches ? anchorOf(next) : next).scrollIntoView({ block: "center" });
      }
    },
    listening,
  );
  const follow = () => {
    const note = noteOf(location.hash.startsWith("#n-") ? decodeURIComponent(location.hash.slice(3)) : undefined);
    if (!note || !own.includes(note)) return;
    open(note, { address: false });
    (wide.matches ? anchorOf(note) : note).scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", follow, listening);
  addEventListener("beforeprint", () => notes.forEach((note) => (note.open = true)), listening);
  addEventListener("afterprint", () => notes.forEach((note) => (note.open = note === active)), listening);
  wide.addEventListener("change", layOut, listening);
  const watch = new ResizeObserver(layOut);
  watch.observe(text);
  layOut();
  follow();
  root.fonts?.ready.then(layOut);
  requestAnimationFrame(() => root.documentElement.classList.add("is-settled"));
  return () => {
    undo.abort();
    watch.disconnect();
  };
}
