// The search: Pagefind does the finding, this shows it. Where the engine comes from, and what an address looks like,
// is the host's matter: a page of the site, a window over any page, or the one file with the whole edition.

import { decoded, fold, hitWords, hitsOf, lost, nearest, plain, preloads, target, toMark } from "./search-text.js";

const FILTERS = ["article", "author", "kind", "verdict", "person"];
const AT_ONCE = 24; // records whose texts are loaded at a time
const PER_RECORD = 3; // passages shown of one article or note
const PAUSE = 180; // milliseconds after the last key until it is searched
const NAMES = 5; // entries of the register offered where nothing was found

/**
 * @typedef {object} Host
 * @property {() => Promise<any>} engine Pagefind's module
 * @property {() => Promise<{ bounds: string[], names: [string, string][], words: string }>} words what lies beside the index
 * @property {() => URLSearchParams} asked the query and the filters to begin with
 * @property {(asked: URLSearchParams, settled: boolean) => void} keep told what is searched; settled: no longer typing
 * @property {(page: string, id: string, words: string[]) => string} address
 * @property {((href: string, words: string[]) => void)} [opened] a hit was followed
 */

/** @param {HTMLElement} root @param {Host} host @returns {{ ask: () => void, undo: () => void }} */
export function start(root, host) {
  const say = JSON.parse(root.querySelector("script[type='application/json']")?.textContent ?? "{}");
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  const input = /** @type {HTMLInputElement} */ (form.querySelector("[name=q]"));
  const status = /** @type {HTMLElement} */ (root.querySelector("[data-search-status]"));
  const list = /** @type {HTMLElement} */ (root.querySelector("[data-search-results]"));
  const fieldset = /** @type {HTMLFieldSetElement} */ (root.querySelector("[data-search-filters]"));
  let engine = /** @type {Promise<any> | null} */ (null);
  let beside = /** @type {ReturnType<Host["words"]> | null} */ (null);
  let turn = 0;

  const load = () => {
    beside ??= host.words().catch(() => ({ bounds: [], names: [], words: "" }));
    engine ??= (async () => {
      const pagefind = await host.engine();
      // an article is longer than a note on it, and not less to the point
      await pagefind.options({ baseUrl: "/", ranking: { pageLength: 0, metaWeights: { title: 1 } } });
      buildFilters(await pagefind.filters());
      return pagefind;
    })();
    return engine;
  };

  /** @param {Record<string, Record<string, number>>} found */
  const buildFilters = (found) => {
    const asked = host.asked();
    for (const name of FILTERS) {
      if (!found[name]) continue;
      const label = document.createElement("label");
      label.append(say[`filter_${name}`]);
      const select = document.createElement("select");
      select.name = name;
      select.append(new Option(say.any, ""));
      for (const value of Object.keys(found[name])) select.append(new Option(value, value));
      select.value = asked.get(name) ?? "";
      if (select.selectedIndex < 0) select.value = "";
      label.append(select);
      fieldset.append(label);
    }
    fieldset.hidden = !fieldset.querySelector("select");
  };

  const selects = () => [...fieldset.querySelectorAll("select")];

  const chosen = () => Object.fromEntries(selects().flatMap((one) => (one.value ? [[one.name, one.value]] : [])));

  /** How many hits each choice would leave, the other choices as they are. */
  const countFilters = async (pagefind, query, filters, found) => {
    for (const select of selects()) {
      const others = Object.fromEntries(Object.entries(filters).filter(([name]) => name !== select.name));
      const counted = select.name in filters ? await pagefind.search(query || null, { filters: others }) : found;
      const counts = counted?.filters?.[select.name] ?? {};
      for (const option of select.options) {
        if (!option.value) continue;
        const count = counts[option.value] ?? 0;
        option.textContent = `${option.value} (${count})`;
        option.disabled = !count && !option.selected;
      }
    }
  };

  /** Nothing was found or asked for: no choice is better than another. */
  const uncountFilters = () => {
    for (const option of selects().flatMap((select) => [...select.options])) {
      if (option.value) option.textContent = option.value;
      option.disabled = false;
    }
  };

  /** @param {string} text @param {Node[]} more */
  const tell = (text, ...more) => status.replaceChildren(text, ...more);

  const ask = async (settled = false) => {
    const mine = ++turn;
    // signs alone ask for nothing
    const query = /[\p{L}\p{N}]/u.test(input.value) ? plain(input.value) : "";
    if (!query && !engine && !host.asked().size) {
      tell(say.empty);
      return;
    }
    if (!engine) tell(say.loading);
    let pagefind;
    try {
      pagefind = await load();
    } catch (error) {
      engine = null;
      tell(say.failed);
      console.warn(error);
      return;
    }
    if (mine !== turn) return;
    const filters = chosen();
    host.keep(new URLSearchParams({ ...(query ? { q: query } : {}), ...filters }), settled);
    if (!query && !Object.keys(filters).length) {
      tell(say.empty);
      list.replaceChildren();
      uncountFilters();
      return;
    }
    const { bounds } = await beside;
    await Promise.all([...preloads(query, bounds)].map((word) => pagefind.preload(word)));
    const found = await pagefind.search(query || null, { filters });
    if (mine !== turn || !found) return;
    await countFilters(pagefind, query, filters, found);
    if (mine === turn) await show(found.results, query, mine);
  };

  const show = async (results, query, mine) => {
    const first = await Promise.all(results.slice(0, AT_ONCE).map((result) => result.data()));
    if (mine !== turn) return;
    // titles are searched too, and have no places among the hits
    const seen = first.flatMap((data) => [...hitWords(data), ...data.meta.title.split(/\s+/)]);
    const missing = lost(query, seen);
    // of one unknown word Pagefind shows what shares its first letters: that is not what was asked for
    const none = !results.length || (missing.length > 0 && missing.length === words(query));
    list.replaceChildren();
    if (none) {
      uncountFilters();
      const unmarked = input.value.trim().replace(/^["\u201c-\u201e\u00ab\u00bb]+|["\u201c-\u201e\u00ab\u00bb]+$/g, "");
      tell(say.none.replace("{query}", () => unmarked));
      await offer(missing.length ? missing : [query], mine);
      return;
    }
    tell(results.length === 1 ? say.count_one : say.count_many.replace("{count}", String(results.length)));
    if (missing.length) {
      status.append(` ${say.lost.replace("{words}", missing.map((word) => say.quoted.replace("{word}", word)).join(", "))}`);
      await offer(missing, mine);
    }
    const groups = new Map();
    place(first, groups);
    further(results, AT_ONCE, groups, mine);
  };

  /** How many words of the query stand outside of quotation marks, if all do. @param {string} query */
  const words = (query) => (query.includes('"') ? Infinity : query.split(/\s+/).filter((word) => fold(word)).length);

  const further = (results, from, groups, mine) => {
    if (from >= results.length) return;
    const item = document.createElement("li");
    item.className = "more";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say.more;
    button.addEventListener("click", async () => {
      const data = await Promise.all(results.slice(from, from + AT_ONCE).map((result) => result.data()));
      if (mine !== turn) return;
      item.remove();
      place(data, groups).focus();
      further(results, from + AT_ONCE, groups, mine);
    });
    item.append(button);
    list.append(item);
  };

  /** Puts records into the group of their article or page; the first link that was added. @param {any[]} some @param {Map<string, HTMLElement>} groups */
  const place = (some, groups) => {
    let firstLink = /** @type {HTMLAnchorElement | null} */ (null);
    for (const data of some) {
      const { page } = target(data.url);
      let entries = groups.get(page);
      if (!entries) {
        entries = group(data, page);
        groups.set(page, entries);
      }
      for (const entry of entriesOf(data)) {
        entries.append(entry);
        firstLink ??= entry.querySelector("a");
      }
    }
    return /** @type {HTMLAnchorElement} */ (firstLink);
  };

  const group = (data, page) => {
    const item = document.createElement("li");
    item.className = "result-group";
    const title = document.createElement("h2");
    title.className = "result-title";
    const link = document.createElement("a");
    link.href = host.address(page, "", []);
    link.textContent = data.filters.article?.[0] ?? data.meta.title;
    title.append(link);
    const entries = document.createElement("ul");
    entries.className = "result-entries";
    item.append(title, entries);
    list.append(item);
    return entries;
  };

  /** The passages of an article, or the best place of a note. */
  const entriesOf = (data) => {
    const { page, note } = target(data.url);
    const hits = hitsOf(data, Boolean(note));
    const marked = toMark(hitWords(data));
    return hits.slice(0, note ? 1 : PER_RECORD).map((hit) => {
      const item = document.createElement("li");
      const head = document.createElement("p");
      head.className = "result-head";
      const number = /^p(\d+)$/.exec(hit.id)?.[1];
      const what = note || !number ? data.filters.kind : [`${data.filters.kind}, ${say.passage} ${number}`];
      head.textContent = [what, data.filters.verdict].flat().filter(Boolean).join(" · ");
      const excerpt = document.createElement("p");
      excerpt.className = "excerpt";
      const link = document.createElement("a");
      link.href = host.address(page, note || hit.id, marked);
      if (note) link.append(titleOf(hit.title.length ? hit.title : [{ text: data.meta.title, hit: false }]), " ");
      link.append(...hit.pieces.map(nodeOf));
      link.addEventListener("click", () => host.opened?.(link.getAttribute("href") ?? "", marked));
      excerpt.append(link);
      item.append(head, excerpt);
      return item;
    });
  };

  /** What a reader may have meant, and entries of the register. @param {string[]} missing @param {number} mine */
  const offer = async (missing, mine) => {
    const known = await (beside ?? host.words());
    if (mine !== turn) return;
    const all = decoded(known.words);
    for (const word of missing) {
      const near = nearest(word, all);
      if (!near.length) continue;
      const line = document.createElement("p");
      line.className = "meant";
      line.append(`${say.meant} `);
      for (const one of near) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = one;
        button.addEventListener("click", () => {
          input.value = input.value.replace(word, one);
          input.focus();
          ask(true);
        });
        line.append(button, " ");
      }
      status.append(line);
    }
    const wanted = missing.flatMap((word) => [word, ...nearest(word, all)]).map(fold);
    const named = known.names.filter(([name]) =>
      name.split(/[\s-]+/).some((part) => wanted.some((word) => word.length > 2 && fold(part).startsWith(word))),
    );
    if (!named.length) return;
    const line = document.createElement("p");
    line.className = "meant";
    line.append(`${say.names} `);
    named.slice(0, NAMES).forEach(([name, href], at) => {
      const link = document.createElement("a");
      const [page, id] = href.split("#");
      link.href = host.address(page, id ?? "", []);
      link.textContent = name;
      line.append(at ? ", " : "", link);
    });
    status.append(line);
  };

  let waiting = 0;
  const typed = () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(ask, PAUSE);
  };
  const submitted = (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    ask(true);
  };
  const narrowed = () => ask(true);
  const moved = (event) => move(event, input, list);
  input.addEventListener("input", typed);
  form.addEventListener("submit", submitted);
  fieldset.addEventListener("change", narrowed);
  root.addEventListener("keydown", moved);
  /** Searches for what the host says. */
  const renew = () => {
    const asked = host.asked();
    input.value = asked.get("q") ?? "";
    for (const select of selects()) select.value = asked.get(select.name) ?? "";
    ask();
  };
  renew();
  return {
    ask: renew,
    undo: () => {
      clearTimeout(waiting);
      turn += 1;
      input.removeEventListener("input", typed);
      form.removeEventListener("submit", submitted);
      fieldset.removeEventListener("change", narrowed);
      root.removeEventListener("keydown", moved);
    },
  };
}

/** The arrow keys lead from the words to the hits and back; a letter typed among the hits goes on with the query. */
function move(event, input, list) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const links = /** @type {HTMLElement[]} */ ([...list.querySelectorAll(".excerpt a, .more button")]);
  const at = links.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const onInput = document.activeElement === input;
  if (event.key === "ArrowDown" && (onInput || at >= 0)) links[Math.min(at + 1, links.length - 1)]?.focus();
  else if (event.key === "ArrowUp" && at >= 0) (links[at - 1] ?? input).focus();
  else if (event.key.length === 1 && event.key !== " " && at >= 0) {
    input.focus();
    return;
  } else return;
  event.preventDefault();
}

/** @param {import("./search-text.js").Piece[]} title */
function titleOf(title) {
  const strong = document.createElement("strong");
  strong.append(...title.map(nodeOf));
  return strong;
}

/** @param {import("./search-text.js").Piece} piece */
function nodeOf(piece) {
  if (!piece.hit) return document.createTextNode(piece.text);
  const mark = document.createElement("mark");
  mark.textContent = piece.text;
  return mark;
}
