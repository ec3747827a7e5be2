// Lists that are filtered without a server. The choice is kept in the address, so that it can be sent to somebody
// and the way back works; the matches are counted; each answer says how many it would leave.

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const undos = [...root.querySelectorAll("form[data-filters]")].map((form) =>
    filterList(/** @type {HTMLFormElement} */ (form)),
  );
  return () => undos.forEach((undo) => undo());
}

/** @param {HTMLFormElement} form @returns {() => void} */
function filterList(form) {
  const list = /** @type {HTMLElement} */ (form.closest("[data-filtered]") ?? form.parentElement);
  const items = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-item]")]);
  const groups = /** @type {HTMLElement[]} */ ([...list.querySelectorAll("[data-group]")]);
  const selects = [...form.querySelectorAll("select")];
  const output = /** @type {HTMLElement | null} */ (form.querySelector("[data-count]"));
  const nothing = /** @type {HTMLElement | null} */ (list.querySelector("[data-nothing]"));
  const reset = /** @type {HTMLElement | null} */ (form.querySelector("[type=reset]"));
  const undo = new AbortController();
  const listening = { signal: undo.signal };

  const has = (/** @type {HTMLElement} */ item, /** @type {string} */ name, /** @type {string} */ value) =>
    value === "" || (item.dataset[name] ?? "").split(" ").includes(value);
  const fits = (/** @type {HTMLElement} */ item, /** @type {HTMLSelectElement} */ leftOut) =>
    selects.every((select) => select === leftOut || has(item, select.name, select.value));

  const show = () => {
    for (const item of items) item.hidden = !selects.every((select) => has(item, select.name, select.value));
    for (const group of groups) {
      const left = group.querySelectorAll("[data-item]:not([hidden])").length;
      group.hidden = left === 0;
      const count = group.querySelector(".how-many");
      if (count) count.textContent = String(left);
    }
    for (const line of list.querySelectorAll("a[data-drawn]")) {
      const item = form.ownerDocument.getElementById((line.getAttribute("href") ?? "").slice(1));
      line.classList.toggle("is-off", item?.hidden === true);
    }
    for (const select of selects) {
      const others = items.filter((item) => fits(item, select));
      for (const option of select.options) {
        if (!option.dataset.label) continue;
        const count = others.filter((item) => has(item, select.name, option.value)).length;
        option.textContent = `${option.dataset.label} (${count})`;
        option.disabled = count === 0 && !option.selected;
      }
    }
    const shown = items.filter((item) => !item.hidden).length;
    const said = (output?.dataset.matches ?? "{shown}/{all}")
      .replace("{shown}", String(shown))
      .replace("{all}", String(items.length));
    if (output && output.textContent !== said) output.textContent = said;
    if (nothing) nothing.hidden = shown > 0;
    if (reset) reset.hidden = selects.every((select) => select.value === "");
  };

  const read = () => {
    const asked = new URL(location.href).searchParams;
    for (const select of selects) {
      const value = asked.get(select.name) ?? "";
      select.value = [...select.options].some((option) => option.value === value) ? value : "";
    }
    show();
  };

  const write = () => {
    show();
    const address = new URL(location.href);
    for (const select of selects) {
      if (select.value) address.searchParams.set(select.name, select.value);
      else address.searchParams.delete(select.name);
    }
    if (address.href !== location.href) history.pushState(null, "", address);
  };

  form.addEventListener("change", write, listening);
  form.addEventListener("submit", (event) => event.preventDefault(), listening);
  form.addEventListener(
    "reset",
    (event) => {
      event.preventDefault();
      for (const select of selects) select.value = "";
      write();
      selects[0]?.focus();
    },
    listening,
  );
  list.addEventListener(
    "click",
    (event) => {
      const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-choose]"));
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      for (const select of selects) {
        const name = `choose${select.name[0].toUpperCase()}${select.name.slice(1)}`;
        select.value = link.dataset[name] ?? "";
      }
      write();
      form.scrollIntoView({ block: "start" });
      selects[0]?.focus({ preventScroll: true });
    },
    listening,
  );
  addEventListener("popstate", read, listening);
  form.hidden = false;
  read();
  return () => undo.abort();
}
