// Opens the search from anywhere: `/`, Ctrl-K (Command-K), or its link in the head of the page. What is needed for it is
// loaded with the first use.

/**
 * @param {Document} root
 * @param {(dialog: HTMLDialogElement) => Promise<void>} fill puts the search into the window, once
 * @returns {() => void}
 */
export function setUp(root, fill = filled) {
  const template = /** @type {HTMLTemplateElement | null} */ (root.querySelector("template[data-search-window]"));
  if (!template) return () => {};
  let dialog = /** @type {HTMLDialogElement | null} */ (null);

  const open = async () => {
    if (dialog?.open) return;
    if (!dialog) {
      dialog = /** @type {HTMLDialogElement} */ (root.importNode(template.content, true).querySelector("dialog"));
      const made = dialog;
      made.querySelector("[data-close]")?.addEventListener("click", () => made.close());
      // in a search field Escape would only empty it
      made.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        made.close();
      });
      // a click beside the window closes it, and a hit on this very page must not stay under it
      made.addEventListener("click", (event) => {
        const on = /** @type {HTMLElement} */ (event.target);
        if (on === made || on.closest("a")) made.close();
      });
      root.body.append(made);
      made.showModal();
      await fill(made);
    } else dialog.showModal();
    dialog.querySelector("input")?.select();
  };

  const pressed = (/** @type {KeyboardEvent} */ event) => {
    const slash = event.key === "/" && root.documentElement.dataset.keys !== "off" && !event.ctrlKey && !event.metaKey && !event.altKey;
    const letter = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (event.defaultPrevented || !(letter || (slash && !isTyping(event.target)))) return;
    const field = /** @type {HTMLInputElement | null} */ (root.querySelector("main [data-search] [name=q]"));
    event.preventDefault();
    if (field && !field.closest("[hidden]")) field.focus();
    else open();
  };
  const clicked = (/** @type {MouseEvent} */ event) => {
    const link = /** @type {Element} */ (event.target).closest?.("a.search-link");
    if (!link || link.hasAttribute("aria-current") || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  };
  root.addEventListener("keydown", pressed);
  root.addEventListener("click", clicked);
  return () => {
    root.removeEventListener("keydown", pressed);
    root.removeEventListener("click", clicked);
    dialog?.remove();
  };
}

/** Where a slash is a letter. @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** @param {HTMLDialogElement} dialog */
async function filled(dialog) {
  const page = /** @type {HTMLAnchorElement | null} */ (dialog.querySelector("[data-search-page]"));
  const search = /** @type {HTMLElement} */ (dialog.querySelector("[data-search]"));
  (await import("./search-page.js")).inWindow(search, page);
}
