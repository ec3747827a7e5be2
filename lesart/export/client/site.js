// The site inside the one file. The page that the address names is shown as the site shows it, with the theme's own
// markup and scripts; the plain section that stands for it in the document makes room. `page.html?query#id` is the
// fragment `#page--id?query`, and every id has its page's name before it.
//
// Here before it: `lesart` (the packed parts), `modules` (the theme's, as functions), `engine` (Pagefind), BASE.
const REFERENCES = "for aria-controls aria-labelledby aria-describedby aria-details aria-owns headers list".split(" ");
const plain = document.getElementById("plain");
const live = document.getElementById("live");
const site = JSON.parse(await lesart.text("site", "pages"));
const frame = document.createElement("template");
frame.innerHTML = await lesart.text("site", "frame");
const style = document.createElement("style");
style.textContent = await lesart.text("site", "style");
document.head.append(style);

let shown = null; // { page, query, leave, section, gap }
let turn = 0;

/** What a fragment names: page, id on it (with the page's name), query. */
const read = (fragment) => {
  const [path, query] = decodeURIComponent(fragment.replace(/^#/, "")).split(/\?(.*)/s);
  // the longest page whose name it begins with
  for (let end = path.length; end > 0; end = path.lastIndexOf("--", end - 1)) {
    const page = path.slice(0, end);
    if (Object.hasOwn(site.pages, page)) return { page, id: path === page ? "" : path, query: query ?? "" };
  }
  return null;
};
const here = () => {
  const raw = window.location.hash.replace(/^#/, "");
  const [path, query] = raw.split(/\?(.*)/s);
  const found = read(`#${path}`) ?? { page: site.home, id: "" };
  return { ...found, query: query ?? "" };
};

/** The fragment for an address of the site; null for addresses of others. */
const fragmentOf = (address) => {
  const url = new URL(address, locationOf());
  const page = decodeURIComponent(url.pathname.slice(1)).replace(/\.html$/, "") || site.home;
  if (`${url.origin}/` !== BASE || !(page in site.pages)) return null;
  const id = decodeURIComponent(url.hash.slice(1));
  const full = id && read(id)?.page !== page ? `${page}--${id}` : id;
  return `#${full || page}${url.search}`;
};

/** Where the page believes to be. */
const locationOf = () => {
  const { page, id, query } = here();
  return `${BASE}${page}.html${query ? `?${query}` : ""}${id ? `#${encodeURIComponent(id)}` : ""}`;
};
const location = {
  get href() { return locationOf(); },
  set href(address) { window.location.hash = fragmentOf(address) ?? ""; },
  get hash() { return new URL(locationOf()).hash; },
  set hash(id) { this.href = id; },
  get search() { return new URL(locationOf()).search; },
  get pathname() { return new URL(locationOf()).pathname; },
  assign(address) { this.href = address; },
  replace(address) { window.location.replace(fragmentOf(address) ?? "#"); },
  toString() { return locationOf(); },
};
/** What a page has of the history, until it is left: what it wanted to say later is then no longer its matter. */
const historyFor = (left) => ({
  get state() { return window.history.state; },
  get length() { return window.history.length; },
  get scrollRestoration() { return window.history.scrollRestoration; },
  set scrollRestoration(way) { window.history.scrollRestoration = way; },
  pushState: entry("pushState", left),
  replaceState: entry("replaceState", left),
  back: () => window.history.back(),
  forward: () => window.history.forward(),
  go: (by) => window.history.go(by),
});
const entry = (name, left) => (state, unused, address) => {
  if (left.aborted) return;
  window.history[name](state, "", address === undefined || address === null ? undefined : fragmentOf(address));
  if (shown) shown.query = here().query;
};

/** Runs the theme's modules as a page of the site does; gives back what takes them away again. */
const run = (scripts) => {
  const leaving = new AbortController();
  const addEventListener = (type, listener, options) => {
    const given = typeof options === "object" ? options : { capture: Boolean(options) };
    const signal = given.signal ? AbortSignal.any([given.signal, leaving.signal]) : leaving.signal;
    window.addEventListener(type, listener, { ...given, signal });
  };
  const history = historyFor(leaving.signal);
  const loaded = new Map([["pagefind/pagefind.js", engine]]);
  const load = (path) => {
    if (!loaded.has(path)) loaded.set(path, modules[path](load, { location, history, addEventListener }));
    return loaded.get(path);
  };
  load.later = async (path) => load(path);
  const undos = scripts.map((path) => load(path).undo).filter(Boolean);
  return () => {
    leaving.abort();
    for (const undo of undos) undo();
  };
};

/** Ids and what refers to them get the page's name in front. */
const prefix = (content, page) => {
  for (const element of content.querySelectorAll("[id]")) element.id = `${page}--${element.id}`;
  for (const name of REFERENCES) {
    for (const element of content.querySelectorAll(`[${name}]`)) {
      const ids = element.getAttribute(name).split(/\s+/).filter(Boolean);
      element.setAttribute(name, ids.map((id) => `${page}--${id}`).join(" "));
    }
  }
  for (const template of content.querySelectorAll("template")) prefix(template.content, page);
};

/** Links within the edition lead to fragments. */
const turnLinks = (content) => {
  for (const link of content.querySelectorAll("[href]")) turnLink(link);
  for (const template of content.querySelectorAll("template")) turnLinks(template.content);
};
const turnLink = (link) => {
  const given = link.getAttribute("href");
  if (given === null || (given.startsWith("#") && read(given))) return;
  const fragment = fragmentOf(given);
  if (fragment && fragment !== given) link.setAttribute("href", fragment);
};
new MutationObserver((changes) => {
  for (const { target, type, addedNodes } of changes) {
    if (type === "attributes") turnLink(target);
    for (const node of addedNodes) {
      if (!(node instanceof Element)) continue;
      if (node.hasAttribute("href")) turnLink(node);
      turnLinks(node);
    }
  }
}).observe(document.body, { subtree: true, childList: true, attributeFilter: ["href"] });

const target = () => (here().id ? document.getElementById(here().id) : null);

/** Puts the page there that the address names. @param {boolean} again also if it is there already */
const show = async (again = false) => {
  const { page, query } = here();
  if (shown && !again && shown.page === page && shown.query === query) return bring();
  const mine = ++turn;
  const { title, body, scripts } = site.pages[page];
  const main = await lesart.text(`page-${page}`, "main");
  if (mine !== turn) return undefined;
  const first = !shown;
  shown?.leave();
  shown?.gap?.replaceWith(shown.section);
  const section = document.getElementById(page);
  const gap = document.createElement("section");
  section?.replaceWith(gap); // its ids are now those of the live page
  gap.id = page;
  const content = frame.content.cloneNode(true);
  content.querySelector("main").innerHTML = main;
  prefix(content, page);
  shown = { page, query, section, gap: section ? gap : null, leave: () => {} };
  turnLinks(content);
  for (const link of content.querySelectorAll("a[aria-current=page]")) if (!link.closest("main")) link.removeAttribute("aria-current");
  for (const link of content.querySelectorAll(`a[href="#${CSS.escape(page)}"]`)) if (!link.closest("main")) link.setAttribute("aria-current", "page");
  document.title = title;
  document.body.className = body;
  live.replaceChildren(content);
  live.dataset.page = page;
  shown.leave = run(scripts);
  if (!target()) window.scrollTo({ top: window.history.state?.y ?? 0, behavior: "instant" });
  if (!first) beginAt(live.querySelector("h1"));
  bring();
  return undefined;
};

/** Screen readers and the keyboard begin where a new page begins. */
const beginAt = (head) => {
  if (!head) return;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
};

const bring = () => {
  const at = target();
  if (!at) return;
  for (let box = at; box; box = box.parentElement) if (box instanceof HTMLDetailsElement) box.open = true;
  if (!window.history.state?.line) at.scrollIntoView({ block: at.matches("details") ? "center" : "start", behavior: "instant" });
};

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link?.getAttribute("href").startsWith("#")) window.history.replaceState({ ...window.history.state, y: window.scrollY }, "");
}, true);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "get") return;
  event.preventDefault();
  const asked = new URL(form.getAttribute("action") ?? "", locationOf());
  asked.search = new URLSearchParams(new FormData(form)).toString();
  location.href = asked.href;
});
// A page of the site never hears of an address that is not its own
const elsewhere = (event) => {
  if (shown && here().page !== shown.page) event.stopImmediatePropagation();
};
window.addEventListener("popstate", elsewhere);
window.addEventListener("hashchange", (event) => {
  elsewhere(event);
  show();
});
await show();
