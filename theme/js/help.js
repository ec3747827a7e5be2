// `?` and the button open the list of keys. Keys of one letter can be switched off there (WCAG 2.1.4); the choice is
// kept on this device alone, and early.js takes it up.

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const dialog = /** @type {HTMLDialogElement | null} */ (root.querySelector("dialog[data-help]"));
  if (!dialog) return () => {};
  const page = root.documentElement;
  const buttons = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll("button[data-opens-help]")]);
  const box = /** @type {HTMLInputElement | null} */ (dialog.querySelector("input[data-keys]"));
  const undo = new AbortController();
  const listening = { signal: undo.signal };
  const open = () => {
    if (!dialog.open) dialog.showModal();
  };

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", open, listening);
  }
  root.addEventListener(
    "keydown",
    (event) => {
      const at = /** @type {HTMLElement} */ (event.target);
      if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || page.dataset.keys === "off") return;
      if (at.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
      event.preventDefault();
      open();
    },
    listening,
  );
  dialog.addEventListener("click", (event) => {
    const at = /** @type {HTMLElement} */ (event.target);
    if (at === dialog || at.closest("[data-close]")) dialog.close(); // the first is beside it
  }, listening);
  if (box) {
    box.checked = page.dataset.keys !== "off";
    box.addEventListener(
      "change",
      () => {
        if (box.checked) delete page.dataset.keys;
        else page.dataset.keys = "off";
        try {
          localStorage.setItem("lesart-keys", box.checked ? "on" : "off");
        } catch {
          // storage may be switched off; the choice then holds for this page
        }
      },
      listening,
    );
  }
  return () => undo.abort();
}
