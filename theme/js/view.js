// Which kinds of notes are shown, and the plain reading view that shows none. The choice is kept on this device
// alone; early.js takes it up before the first paint.

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const page = root.documentElement;
  const choices = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-view]")]);
  if (!choices.length) return () => {};
  const boxes = /** @type {HTMLInputElement[]} */ (
    choices.flatMap((choice) => [...choice.querySelectorAll("input[type=checkbox]")])
  );

  const show = () => {
    const hidden = (page.dataset.hide ?? "").split(" ");
    for (const box of boxes) {
      if (box.value === "plain") box.checked = page.dataset.plain !== undefined;
      else {
        box.checked = !hidden.includes(box.value);
        box.disabled = page.dataset.plain !== undefined;
      }
    }
  };
  const change = (/** @type {Event} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    if (box.value === "plain") {
      if (box.checked) page.dataset.plain = "";
      else delete page.dataset.plain;
    } else {
      const hidden = new Set((page.dataset.hide ?? "").split(" ").filter(Boolean));
      if (box.checked) hidden.delete(box.value);
      else hidden.add(box.value);
      page.dataset.hide = [...hidden].join(" ");
    }
    try {
      const kept = [page.dataset.hide ?? "", page.dataset.plain === undefined ? "" : "plain"];
      localStorage.setItem("lesart-view", kept.join(" ").trim());
    } catch {
      // storage may be switched off; the choice then holds for this page
    }
    show();
    root.dispatchEvent(new CustomEvent("lesart:view"));
  };
  for (const choice of choices) {
    choice.hidden = false;
    choice.addEventListener("change", change);
  }
  show();
  return () => {
    for (const choice of choices) {
      choice.hidden = true;
      choice.removeEventListener("change", change);
    }
  };
}
