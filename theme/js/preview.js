// What stands at the other end of a cross-reference, shown beside the link: on hover, on focus, and on the first tap.
// Only ever an addition, as WCAG 1.4.13 asks: Escape takes it away, the pointer may go onto it, it stays until then.
// What it shows is in the page, in the link's data attributes.

import { WIDE } from "./margin.js";

const WAIT = 200; // ms before a preview comes or goes, so that a passing pointer raises none

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const main = root.querySelector("main");
  if (!main || !root.querySelector("a[data-excerpt], a.ref")) return () => {};
  const undo = new AbortController();
  const listening = { signal: undo.signal };
  const box = root.createElement("div");
  box.className = "preview";
  box.id = "ui-preview";
  box.setAttribute("role", "tooltip");
  box.hidden = true;
  main.append(box);
  let shown = /** @type {HTMLAnchorElement | null} */ (null);
  let touched = false;
  let waiting = 0;

  const hide = () => {
    clearTimeout(waiting);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  };
  const place = () => {
    if (!shown) return;
    const at = shown.getBoundingClientRect();
    const below = at.bottom + box.offsetHeight + 8 < innerHeight || at.top < box.offsetHeight + 8;
    box.style.top = `${below ? at.bottom + 4 : at.top - box.offsetHeight - 4}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, root.documentElement.clientWidth - box.offsetWidth - 8))}px`;
  };
  /** @param {HTMLAnchorElement} link @param {boolean} go with a link of its own, for fingers */
  const show = (link, go = false) => {
    clearTimeout(waiting);
    if (shown !== link) hide();
    const content = link.matches("a.ref") ? ofNote(root, link) : ofPassage(root, link);
    if (!content) return;
    box.replaceChildren(...content);
    if (go) box.append(way(root, link));
    shown = link;
    link.setAttribute("aria-describedby", box.id);
    box.hidden = false;
    place();
  };
  const linkAt = (/** @type {Event} */ event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (
      /** @type {HTMLElement} */ (event.target).closest?.("a[data-excerpt], a.ref")
    );
    // beside the margin the notes themselves are in sight
    return link?.matches("a.ref") && matchMedia(WIDE).matches ? null : link;
  };

  root.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"), listening);
  root.addEventListener(
    "pointerover",
    (event) => {
      if (event.pointerType === "touch") return;
      const link = linkAt(event);
      clearTimeout(waiting);
      if (link) waiting = setTimeout(() => show(link), WAIT);
      else if (shown && !box.contains(/** @type {Node} */ (event.target)) && shown !== root.activeElement) {
        waiting = setTimeout(hide, WAIT);
      }
    },
    listening,
  );
  root.addEventListener(
    "focusin",
    (event) => {
      const link = linkAt(event);
      if (link?.matches(":focus-visible") && link.dataset.excerpt) show(link);
      else if (shown && !box.contains(/** @type {Node} */ (event.target))) hide();
    },
    listening,
  );
  root.addEventListener(
    "click",
    (event) => {
      const link = linkAt(event);
      if (touched && link?.dataset.excerpt && shown !== link) {
        event.preventDefault();
        show(link, true);
      } else if (!box.contains(/** @type {Node} */ (event.target))) hide();
    },
    { ...listening, capture: true },
  );
  root.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !shown) return;
      event.preventDefault(); // the note stays open
      hide();
    },
    { ...listening, capture: true },
  );
  addEventListener("scroll", place, { ...listening, capture: true, passive: true });
  addEventListener("resize", place, listening);
  return () => {
    undo.abort();
    clearTimeout(waiting);
    box.remove();
  };
}

/** The passage around the quoted words, with author and date. @param {Document} root @param {HTMLAnchorElement} link */
function ofPassage(root, link) {
  const { source = "", excerpt = "", words = "", lang = "" } = link.dataset;
  const head = root.createElement("p");
  head.className = "preview-source";
  head.textContent = source;
  const text = root.createElement("p");
  if (lang) text.lang = lang;
  const at = excerpt.indexOf(words);
  if (!words || at < 0) text.textContent = excerpt;
  else {
    const mark = root.createElement("b");
    mark.textContent = words;
    text.append(excerpt.slice(0, at), mark, excerpt.slice(at + words.length));
  }
  return [head, text];
}

/** The head of a note. @param {Document} root @param {HTMLAnchorElement} link */
function ofNote(root, link) {
  const note = root.getElementById(decodeURIComponent((link.getAttribute("href") ?? "").slice(1)));
  const head = note?.querySelector("summary");
  if (!head || /** @type {HTMLDetailsElement} */ (note).open) return null;
  const text = root.createElement("p");
  for (const part of head.children) text.append(part.cloneNode(true), " ");
  return [text];
}

/** @param {Document} root @param {HTMLAnchorElement} link */
function way(root, link) {
  const go = root.createElement("a");
  go.className = "preview-go";
  go.href = link.getAttribute("href") ?? "";
  go.textContent = link.dataset.go ?? "→";
  return go;
}
