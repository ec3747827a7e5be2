// Several notes on the same words get one opener, with a list. Without scripts each has its own number.

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const groups = [...root.querySelectorAll("[data-reading-text] .refs")].filter((refs) => refs.children.length > 1);
  if (!groups.length) return () => {};
  const undo = new AbortController();
  const listening = { signal: undo.signal };
  const page = root.documentElement;
  const hidden = () => (page.dataset.hide ?? "").split(" ");
  const all = groups.map((refs) => group(root, /** @type {HTMLElement} */ (refs)));

  const show = () => all.forEach((one) => one.show(hidden()));
  const closeAll = () => all.forEach((one) => one.close(false));
  root.addEventListener("lesart:view", show, listening);
  root.addEventListener(
    "click",
    (event) => {
      const at = /** @type {HTMLElement} */ (event.target);
      for (const one of all) if (!one.list.contains(at) && !one.button.contains(at)) one.close(false);
    },
    { ...listening, capture: true }, // before the words' own click, which may open a list
  );
  root.addEventListener(
    "keydown",
    (event) => {
      const open = all.find((one) => !one.list.hidden);
      if (event.key !== "Escape" || !open) return;
      event.preventDefault(); // else the note would close as well
      open.close(true);
    },
    { ...listening, capture: true },
  );
  addEventListener("resize", closeAll, listening);
  show();
  return () => {
    undo.abort();
    all.forEach((one) => one.undo());
  };
}

/** @param {Document} root @param {HTMLElement} refs the span that holds the numbers */
function group(root, refs) {
  const links = /** @type {HTMLAnchorElement[]} */ ([...refs.querySelectorAll("a.ref")]);
  const text = /** @type {HTMLElement} */ (refs.closest("[data-reading-text]"));
  const passage = /** @type {HTMLElement} */ (refs.closest(".passage"));
  // not a button element, which would part from the word before it at the end of a line
  const button = root.createElement("span");
  button.setAttribute("role", "button");
  button.tabIndex = 0;
  button.className = "ref ref-many";
  button.setAttribute("aria-expanded", "false");
  const list = root.createElement("ul");
  list.className = "ref-list";
  list.hidden = true;
  refs.append(button);
  passage.querySelector("aside.notes")?.before(list);

  const close = (/** @type {boolean} */ focus) => {
    if (list.hidden) return;
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  };
  const open = () => {
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    const at = button.getBoundingClientRect();
    const frame = /** @type {Element} */ (list.offsetParent).getBoundingClientRect();
    list.style.top = `${at.bottom - frame.top + 8}px`;
    list.style.left = `${Math.max(0, Math.min(at.left - frame.left, frame.width - list.offsetWidth))}px`;
    /** @type {HTMLElement | null} */ (list.querySelector("a"))?.focus({ preventScroll: true });
    list.scrollIntoView({ block: "nearest" });
  };
  button.addEventListener("click", () => (list.hidden ? open() : close(true)));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    button.click();
  });
  list.addEventListener("click", (event) => {
    const item = /** @type {HTMLElement} */ (event.target).closest("a");
    const link = links.find((one) => one.getAttribute("href") === item?.getAttribute("href"));
    if (!link) return;
    event.preventDefault();
    close(false);
    link.click();
  });

  return {
    button,
    list,
    close,
    /** One number for each note that is shown, or one opener for more than one. @param {string[]} kinds hidden ones */
    show(kinds) {
      close(false);
      const shown = links.filter((link) => !kinds.some((kind) => kind && link.classList.contains(`ref-${kind}`)));
      for (const link of links) link.classList.toggle("is-listed", shown.length > 1);
      button.hidden = shown.length < 2;
      button.textContent = shown.map((link) => link.textContent).join("·");
      const count = (text.dataset.many ?? "{count}").replace("{count}", String(shown.length));
      button.setAttribute("aria-label", `${count}: ${shown.map((link) => link.getAttribute("aria-label")).join("; ")}`);
      list.replaceChildren(...shown.map((link) => item(root, link)));
    },
    undo() {
      button.remove();
      list.remove();
      for (const link of links) link.classList.remove("is-listed");
    },
  };
}

/** A line of the list: what the note's own head says. @param {Document} root @param {HTMLAnchorElement} link */
function item(root, link) {
  const line = root.createElement("li");
  const opener = root.createElement("a");
  const href = link.getAttribute("href") ?? "";
  opener.href = href;
  const head = root.getElementById(decodeURIComponent(href.slice(1)))?.querySelector("summary");
  for (const part of head?.children ?? []) opener.append(part.cloneNode(true), " ");
  line.append(opener);
  return line;
}
