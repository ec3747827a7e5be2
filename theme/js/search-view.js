// The search: Pagefind does the finding, this shows it. Where the engine comes from, and what an address looks
// like, is the host's matter: a page of the site, or the one file with the whole edition. A hit is a paragraph of an article or a note, not a whole page.

const FILTERS = ["article", "author", "kind", "verdict", "person"];
const PAGE = 12; // results whose texts are loaded at a time
const AROUND = 14; // words shown on each side of a hit
const PER_RESULT = 4; // paragraphs shown for one article

/**
 * @param {HTMLElement} root
 * @param {{engine: () => Promise<any>, asked: () => URLSearchParams, keep: (asked: URLSearchParams) => void,
 *   address: (page: string, id: string, words: string[]) => string,
 *   opened?: (href: string, words: string[]) => void}} host
 */
export function start(root, host) {
  const words = JSON.parse(root.querySelector("script[type='application/json']")?.textContent ?? "{}");
  const say = words.search;
  const form = /** @type {HTMLFormElement} */ (root.querySelector("form"));
  const input = /** @type {HTMLInputElement} */ (form.querySelector("[name=q]"));
  const status = /** @type {HTMLElement} */ (root.querySelector("[data-search-status]"));
  const list = /** @type {HTMLElement} */ (root.querySelector("[data-search-results]"));
  const fieldset = /** @type {HTMLFieldSetElement} */ (root.querySelector("[data-search-filters]"));
  let engine = /** @type {Promise<any> | null} */ (null);
  let turn = 0;

  const load = () => {
    engine ??= (async () => {
      const pagefind = await host.engine();
      await pagefind.options({ baseUrl: "/", ranking: { metaWeights: { title: 1 } } });
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
      select.append(new Option("–", ""));
      for (const value of Object.keys(found[name])) select.append(new Option(value, value));
      select.value = asked.get(name) ?? "";
      if (select.selectedIndex < 0) select.value = "";
      label.append(select);
      fieldset.append(label);
    }
    fieldset.hidden = !fieldset.querySelector("select");
  };

  /** How many results each choice would leave. @param {Record<string, Record<string, number>>} counts */
  const countFilters = (counts) => {
    for (const select of fieldset.querySelectorAll("select")) {
      for (const option of select.options) {
        if (!option.value) continue;
        const count = counts?.[select.name]?.[option.value] ?? 0;
        option.textContent = `${option.value} (${count})`;
      }
    }
  };

  const chosen = () => {
    const filters = {};
    for (const select of fieldset.querySelectorAll("select")) if (select.value) filters[select.name] = select.value;
    return filters;
  };

  const run = async () => {
    const mine = ++turn;
    const query = input.value.trim();
    if (!query && !host.asked().size) {
      status.textContent = say.empty;
      list.replaceChildren();
      return;
    }
    if (!engine) status.textContent = say.loading;
    let pagefind;
    try {
      pagefind = await load();
    } catch (error) {
      engine = null;
      status.textContent = say.failed;
      console.warn(error);
      return;
    }
    const filters = chosen();
    keepAddress(query, filters);
    if (!query && !Object.keys(filters).length) {
      status.textContent = say.empty;
      list.replaceChildren();
      return;
    }
    const found = await pagefind.search(query || null, { filters });
    if (mine !== turn || !found) return;
    countFilters(query ? found.filters : found.totalFilters ?? found.filters);
    const results = found.results;
    status.textContent = results.length
      ? results.length === 1 ? say.count_one : say.count_many.replace("{count}", String(results.length))
      : say.none.replace("{query}", query);
    list.replaceChildren();
    await show(results, 0, query, mine);
  };

  const show = async (results, from, query, mine) => {
    const some = await Promise.all(results.slice(from, from + PAGE).map((result) => result.data()));
    if (mine !== turn) return;
    const seen = new Set();
    for (const data of some) {
      const item = resultItem(data);
      for (const word of item.words) seen.add(word.toLowerCase());
      list.append(item.element);
    }
    if (from === 0 && query && !query.includes('"')) warnOfLost(query, seen);
    if (from + PAGE < results.length) {
      const more = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = say.more;
      button.addEventListener("click", () => {
        more.remove();
        show(results, from + PAGE, query, mine);
      });
      more.append(button);
      list.append(more);
    }
  };

  /** Pagefind drops a word that it does not know, in silence; a reader should know. */
  const warnOfLost = (query, seen) => {
    const plain = (word) => word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/\u00df/g, "ss");
    const known = [...seen].map(plain);
    const lost = query.split(/\s+/).filter((word) => {
      const start = plain(word).replace(/[^\p{L}\p{N}]/gu, "").slice(0, 3);
      return start && known.length && !known.some((one) => one.includes(start));
    });
    if (lost.length) status.textContent += ` ${say.not_indexed.replace("{words}", lost.join(", "))}`;
  };

  const keepAddress = (query, filters) => {
    const address = new URLSearchParams({ ...(query ? { q: query } : {}), ...filters });
    host.keep(address);
  };

  const resultItem = (data) => {
    const element = document.createElement("li");
    const target = addressOf(data.url);
    const hits = hitsOf(data);
    const words = [...new Set(hits.flatMap((hit) => hit.words))];
    const head = document.createElement("p");
    head.className = "result-head";
    head.textContent = [data.filters.kind, data.filters.verdict, data.filters.article].flat().filter(Boolean).join(" · ");
    const title = document.createElement("p");
    title.className = "result-title";
    const link = document.createElement("a");
    link.href = host.address(target.page, target.id || (hits[0]?.id ?? ""), words);
    link.textContent = data.meta.title;
    title.append(link);
    element.append(head, title);
    for (const hit of hits.slice(0, target.id ? 1 : PER_RESULT)) {
      const excerpt = document.createElement("p");
      excerpt.className = "excerpt";
      const there = document.createElement("a");
      there.href = host.address(target.page, target.id || hit.id, words);
      there.append(...hit.shown);
      excerpt.append(there);
      element.append(excerpt);
    }
    element.addEventListener("click", (event) => {
      const opened = /** @type {HTMLElement} */ (event.target).closest("a");
      if (opened) host.opened?.(opened.getAttribute("href") ?? "", words);
    });
    return { element, words };
  };

  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, 200);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    run();
  });
  fieldset.addEventListener("change", run);
  const asked = host.asked();
  input.value = asked.get("q") ?? "";
  run();
}

/** `/slug.html` is a page of the site, `/slug/id.html` the note of that id on it. */
function addressOf(url) {
  const path = url.replace(/^\//, "").replace(/\.html$/, "");
  const [slug, note] = path.split("/");
  return { page: `${slug}.html`, id: note ? `n-${note}` : "" };
}

/** The hits of one record, by paragraph: where, which words, and the words around them as nodes to show. */
function hitsOf(data) {
  const words = data.raw_content.split(/\s+/);
  const anchors = [...data.anchors].sort((a, b) => a.location - b.location);
  const groups = new Map();
  for (const { location } of data.weighted_locations) {
    const at = anchors.findLast((anchor) => anchor.location <= location);
    const key = at?.id ?? "";
    if (!groups.has(key)) groups.set(key, { id: key, from: at?.location ?? 0, locations: new Set() });
    groups.get(key).locations.add(location);
  }
  if (!groups.size) return [{ id: "", words: [], shown: [words.slice(0, 2 * AROUND).join(" ")] }];
  return [...groups.values()]
    .sort((a, b) => b.locations.size - a.locations.size || a.from - b.from)
    .map((group) => {
      const next = anchors.find((anchor) => anchor.location > group.from)?.location ?? words.length;
      const first = Math.min(...group.locations);
      const start = Math.max(group.from, first - AROUND);
      const end = Math.min(next, first + 2 * AROUND);
      const shown = [];
      const found = [];
      for (let index = start; index < end; index += 1) {
        if (group.locations.has(index)) {
          const mark = document.createElement("mark");
          mark.textContent = words[index];
          shown.push(mark, " ");
          found.push(...(words[index].match(/[\p{L}\p{N}]+/gu) ?? []));
        } else shown.push(`${words[index]} `);
      }
      if (start > group.from) shown.unshift("… ");
      if (end < next) shown.push("…");
      return { id: group.id, words: found, shown };
    });
}
