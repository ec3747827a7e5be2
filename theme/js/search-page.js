// The search on pages of the site: the index is fetched with the first query, and the query is kept in the address of the
// search page. In the window over other pages it is kept while the page is.

import { start } from "./search-view.js";

const FOLDER = new URL("../pagefind/", import.meta.url);

/** What both have in common. */
const site = {
  engine: () => import("../pagefind/pagefind.js"),
  words: async () => (await fetch(new URL("words.json", FOLDER))).json(),
  address: withWords,
};

/** The search page. @param {HTMLElement} root */
export function onPage(root) {
  const search = start(root, {
    ...site,
    asked: () => new URLSearchParams(location.search),
    keep: (asked, settled) => {
      const address = asked.size ? `?${asked}` : location.pathname;
      if (settled && `?${asked}` !== location.search) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    },
  });
  addEventListener("popstate", search.ask);
}

/** A window over the page. @param {HTMLElement} root @param {HTMLAnchorElement | null} page the link to the search page */
export function inWindow(root, page) {
  const home = page?.getAttribute("href") ?? "";
  let last = new URLSearchParams();
  start(root, {
    ...site,
    asked: () => last,
    keep: (asked) => {
      last = asked;
      if (page) page.href = asked.size ? `${home}?${asked}` : home;
    },
  });
}

/** The address with the words to be marked there; the fragment stays last. @param {string} page @param {string} id @param {string[]} words */
function withWords(page, id, words) {
  const query = words.length ? `?words=${words.slice(0, 12).map(encodeURIComponent).join("+")}` : "";
  return page + query + (id ? `#${id}` : "");
}

const root = document.querySelector("main [data-search]");
if (root) onPage(/** @type {HTMLElement} */ (root));
