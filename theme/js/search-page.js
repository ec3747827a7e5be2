// The search on its own page of the site: the index is fetched with the first query, the query kept in the address.
import { start } from "./search-view.js";

const place = document.querySelector("[data-search]");
if (place) {
  start(/** @type {HTMLElement} */ (place), {
    engine: () => import("../pagefind/pagefind.js"),
    asked: () => new URLSearchParams(location.search),
    keep: (asked) => history.replaceState(null, "", asked.size ? `?${asked}` : location.pathname),
    address: withWords,
  });
}

/** The address with the words to be marked there; the fragment stays last. */
function withWords(page, id, words) {
  const query = words.length ? `?words=${words.slice(0, 12).map(encodeURIComponent).join("+")}` : "";
  return page + query + (id ? `#${id}` : "");
}
