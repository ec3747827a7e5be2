// Lists that are filtered without a server. The choice is kept in the address, and the matches are counted.

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const form = /** @type {HTMLFormElement | null} */ (root.querySelector("form[data-filters]"));
  if (!form) return () => {};
  const items = /** @type {HTMLElement[]} */ ([...root.querySelectorAll("[data-item]")]);
  const output = form.querySelector("[data-count]");

  const apply = () => {
    const wanted = [...new FormData(form)].filter(([, value]) => value !== "");
    let shown = 0;
    for (const item of items) {
      item.hidden = wanted.some(([name, value]) => item.dataset[name] !== value);
      if (!item.hidden) shown += 1;
    }
    if (output) output.textContent = `${shown} ${output.dataset.of} ${items.length}`;
    const query = new URLSearchParams(/** @type {any} */ (wanted)).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname + location.hash);
  };
  const asked = new URLSearchParams(location.search);
  for (const select of form.querySelectorAll("select")) {
    const value = asked.get(select.name);
    if (value && [...select.options].some((option) => option.value === value)) select.value = value;
  }
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
  return () => form.removeEventListener("change", apply);
}
