// Buttons that copy a text of the page. They come only with scripts; without, the text can be marked and copied.

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const buttons = /** @type {HTMLButtonElement[]} */ ([...root.querySelectorAll("button[data-copy]")]);
  const undo = new AbortController();
  for (const button of buttons) {
    const label = button.textContent ?? "";
    button.hidden = false;
    button.addEventListener(
      "click",
      async () => {
        const source = button.closest("[data-copied-from]")?.querySelector("[data-copy-source]");
        if (!source) return;
        await copied(root, source);
        button.textContent = button.dataset.copy ?? label;
        setTimeout(() => (button.textContent = label), 2000);
      },
      { signal: undo.signal },
    );
  }
  return () => undo.abort();
}

/** @param {Document} root @param {Element} source */
async function copied(root, source) {
  try {
    await navigator.clipboard.writeText((source.textContent ?? "").trim());
  } catch {
    // not allowed to write: at least the text is marked, for the reader's own copying
    getSelection()?.selectAllChildren(source);
  }
}
