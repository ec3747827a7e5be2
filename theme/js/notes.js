// The notes of an article: opened from their marks, closed with Escape, walked through with n and p.
//
// From 1100px on they stand in the margin (see margin.js). Below, an opened note is a sheet at the bottom of the
// window, so that its passage stays in sight; where the window is too low for that, it opens under its paragraph.

import { layOut, marksOf, WIDE } from "./margin.js";

const SHEET = "(max-width: 68.74em) and (min-height: 30em)";

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const texts = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-reading-text]")]);
  if (!texts.length) return () => {};
  const notesOf = new Map(
    texts.map((text) => [text, /** @type {HTMLDetailsElement[]} */ ([...text.querySelectorAll("details.note")])]),
  );
  const own = [...notesOf.values()].flat().filter((note) => note.dataset.note);
  const page = root.documentElement;
  const undo = new AbortController();
  const listening = { signal: undo.signal };
  const notice = /** @type {HTMLElement | null} */ (root.querySelector("[data-unknown]"));
  const tools = toolbar(root, texts[0].dataset);
  let active = /** @type {HTMLDetailsElement | null} */ (null);
  let printing = false; // all notes are open then, and none of them was opened by the reader

  const textOf = (/** @type {HTMLElement} */ note) => /** @type {HTMLElement} */ (note.closest("[data-reading-text]"));
  const refOf = (/** @type {HTMLElement} */ note) =>
    /** @type {HTMLElement | null} */ (textOf(note).querySelector(`a.ref[href="#${CSS.escape(note.id)}"]`));
  /** What opens a note: its number, or the one opener of all that end there. @param {HTMLElement} note */
  const openerOf = (note) => {
    const ref = refOf(note);
    return ref?.classList.contains("is-listed") ? ref.parentElement?.querySelector(".ref-many") ?? ref : ref;
  };
  const noteAt = (/** @type {string} */ hash) => {
    const note = root.getElementById(decoded(hash.slice(1)));
    // an address that was retired is an empty place in the note that took over
    return own.find((one) => one === note || (note?.classList.contains("former") && one.contains(note))) ?? null;
  };
  const isShown = (/** @type {HTMLElement} */ note) =>
    page.dataset.plain === undefined && !(page.dataset.hide ?? "").split(" ").includes(note.dataset.kind ?? "");
  const settle = () => texts.forEach((text) => layOut(text, notesOf.get(text) ?? [], active));

  // --- opening and closing

  const tint = (/** @type {HTMLElement} */ note, /** @type {string} */ name, /** @type {boolean} */ on) => {
    note.classList.toggle(name, on);
    for (const piece of marksOf(textOf(note), note)) piece.classList.toggle(name, on);
  };

  const close = () => {
    const closed = active;
    active = null;
    if (!closed) return null;
    closed.open = false;
    tint(closed, "is-active", false);
    refOf(closed)?.setAttribute("aria-expanded", "false");
    tools.remove();
    settle();
    return closed;
  };

  /** @param {HTMLDetailsElement} note @param {{focus?: boolean, address?: boolean, move?: boolean}} how */
  const open = (note, { focus = false, address = true, move = true } = {}) => {
    if (active !== note) close();
    active = note;
    note.open = true;
    note.append(tools);
    tint(note, "is-active", true);
    refOf(note)?.setAttribute("aria-expanded", "true");
    settle();
    if (address) history.replaceState(history.state, "", `#${note.id}`);
    if (focus) /** @type {HTMLElement} */ (note.querySelector("summary")).focus({ preventScroll: true });
    if (move) bringIntoSight(note);
  };

  /** The note and its words: both in sight, with as little scrolling as that takes. @param {HTMLElement} note */
  const bringIntoSight = (note) => {
    const piece = marksOf(textOf(note), note)[0] ?? note;
    const words = piece.getBoundingClientRect();
    const sheet = matchMedia(SHEET).matches;
    const top = 56; // below the bar that stays on top
    const bottom = sheet ? note.getBoundingClientRect().top - 12 : innerHeight - 80;
    if (words.bottom > bottom) scrollBy(0, sheet ? words.bottom - bottom : words.top - innerHeight / 3);
    else if (words.top < top) scrollBy(0, words.top - Math.max(top, bottom / 3));
    if (!sheet && !matchMedia(WIDE).matches) note.scrollIntoView({ block: "nearest" });
  };

  const giveBack = () => {
    const closed = close();
    if (!closed) return;
    const passage = closed.closest(".passage")?.querySelector("[id]");
    history.replaceState(history.state, "", `#${passage?.id ?? ""}`);
    openerOf(closed)?.focus({ preventScroll: true });
  };

  const walk = (/** @type {number} */ by) => {
    const row = own.filter((note) => (isShown(note) && note.closest(".passage")?.checkVisibility()) || note === active);
    const here = active ? row.indexOf(active) : by > 0 ? firstBelow(row) - 1 : firstBelow(row);
    const next = row[here + by];
    if (next) open(next, { focus: true });
  };
  /** Where one begins to walk: at the first note of what is on the screen. @param {HTMLElement[]} row */
  const firstBelow = (row) => {
    const at = row.findIndex((note) => (marksOf(textOf(note), note)[0] ?? note).getBoundingClientRect().top > 0);
    return at < 0 ? row.length : at;
  };

  // --- listening

  for (const note of own) {
    const ref = refOf(note);
    ref?.setAttribute("aria-expanded", "false");
    ref?.setAttribute("aria-controls", note.id);
    note.addEventListener(
      "toggle",
      () => {
        if (printing) return;
        if (note.open && active !== note) open(note);
        else if (!note.open && active === note) close();
      },
      listening,
    );
  }
  tools.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("button");
    if (button?.dataset.by) walk(Number(button.dataset.by));
    else if (button) giveBack();
  }, listening);

  const clicked = (/** @type {MouseEvent} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const ref = /** @type {HTMLAnchorElement | null} */ (target.closest("a.ref"));
    if (ref) {
      const note = noteAt(ref.getAttribute("href") ?? "");
      if (!note) return;
      event.preventDefault();
      if (active === note) giveBack();
      else open(note, { focus: true });
    } else if (target.closest("a.back")) {
      event.preventDefault();
      giveBack();
    } else if (getSelection()?.isCollapsed && !target.closest("a, button, summary, .ref")) {
      const piece = /** @type {HTMLElement | null} */ (target.closest("mark[data-notes]"));
      if (piece) openFrom(piece);
    }
  };
  /** The words themselves open too: the list where several notes end together, else the next that holds there. */
  const openFrom = (/** @type {HTMLElement} */ piece) => {
    const text = textOf(piece);
    const ids = (piece.dataset.notes ?? "").split(" ");
    const here = own.filter((note) => textOf(note) === text && ids.includes(note.dataset.note ?? "") && isShown(note));
    const openers = new Set(here.map(openerOf));
    if (here.length > 1 && openers.size === 1) /** @type {HTMLElement} */ ([...openers][0])?.click();
    else if (here.length) {
      const order = here.reverse(); // the innermost first
      open(order[(order.indexOf(/** @type {HTMLDetailsElement} */ (active)) + 1) % order.length], { focus: true });
    }
  };

  /** Under the pointer, the words show their note in the margin, and a note its words. */
  let near = /** @type {HTMLElement[]} */ ([]);
  const hinted = (/** @type {Event} */ event) => {
    const over = event.type === "pointerleave" ? null : /** @type {HTMLElement} */ (event.target);
    const at = /** @type {HTMLElement | null | undefined} */ (
      over?.closest("mark[data-notes], a.ref, details.note[data-note]")
    );
    const ids = at?.dataset.note ?? at?.dataset.notes ?? noteAt(at?.getAttribute("href") ?? "")?.dataset.note ?? "";
    const now = at ? own.filter((note) => textOf(note) === textOf(at) && ids.split(" ").includes(note.dataset.note ?? "")) : [];
    for (const note of near) if (!now.includes(/** @type {HTMLDetailsElement} */ (note))) tint(note, "is-near", false);
    for (const note of now) tint(note, "is-near", true);
    near = now;
  };

  for (const text of texts) {
    text.addEventListener("click", clicked, listening);
    text.addEventListener("pointerover", hinted, listening);
    text.addEventListener("pointerleave", hinted, listening);
  }
  root.addEventListener(
    "keydown",
    (event) => {
      const at = /** @type {HTMLElement} */ (event.target);
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (at.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
      if (event.key === "Escape" && active) {
        event.preventDefault();
        giveBack();
      } else if ((event.key === "n" || event.key === "p") && page.dataset.keys !== "off") {
        event.preventDefault();
        walk(event.key === "n" ? 1 : -1);
      }
    },
    listening,
  );

  const follow = () => {
    const note = noteAt(location.hash);
    // who comes back finds the line again at which they left (place.js)
    if (note) open(note, { address: false, move: !history.state?.line });
    if (notice) notice.hidden = isKnown(root, location.hash);
  };
  notice?.querySelector("button")?.addEventListener("click", () => (notice.hidden = true), listening);
  addEventListener("hashchange", follow, listening);
  addEventListener(
    "beforeprint",
    () => {
      printing = true;
      for (const note of own) note.open = true;
    },
    listening,
  );
  addEventListener(
    "afterprint",
    () => {
      for (const note of own) note.open = note === active;
      setTimeout(() => (printing = false)); // after what opening and closing have sent off
    },
    listening,
  );
  matchMedia(WIDE).addEventListener("change", settle, listening);
  root.addEventListener("lesart:view", settle, listening);
  const watch = new ResizeObserver(settle);
  for (const [text, notes] of notesOf) [text, ...notes].forEach((one) => watch.observe(one));
  settle();
  follow();
  root.fonts?.ready.then(settle);
  requestAnimationFrame(() => page.classList.add("is-settled"));
  return () => {
    undo.abort();
    watch.disconnect();
    tools.remove();
  };
}

/** Backwards, onwards, close: what a finger has instead of p, n and Escape. */
function toolbar(root, words) {
  const bar = root.createElement("div");
  bar.className = "note-tools";
  for (const [sign, label, by] of [["←", words.previous, "-1"], ["→", words.next, "1"], ["×", words.close, ""]]) {
    const button = root.createElement("button");
    button.type = "button";
    button.dataset.by = by;
    button.textContent = sign;
    button.setAttribute("aria-label", label ?? sign);
    bar.append(button);
  }
  return bar;
}

/** Whether an address names a place that is here. A note that was taken back has left its address behind. */
function isKnown(root, hash) {
  const asked = decoded(hash.slice(1));
  return !/(^|--)((n|r)-|p\d)/.test(asked) || root.getElementById(asked) !== null;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
