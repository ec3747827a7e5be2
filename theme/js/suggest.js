// A reader selects words of an article, and a form makes the finished file of an annotation of them.
//
// Nothing is sent anywhere: the file is copied, or opened in the repository's web editor when the reader follows the
// link. The words are found in the reading text that the generator anchors in, by the same rules (selector.js), so
// that a quote which is offered here stands.
import { describe, locate, normalise, visiblePart } from "./selector.js";
import { annotationYaml, line, nameFor, newFile, sourceYaml } from "./suggest-yaml.js";

const BREAK = "\n\n"; // between two passages, as in lesart/model.py
const APART = ".number, .refs, [data-apart]"; // what stands in a passage and is not part of its text
const LONG = 14;
const OF_A_WORD = /[\p{L}\p{N}\p{M}\xad\u200b-\u200d\u2060]/u;

/** @typedef {{ element: Element, start: number, end: number, heading: boolean }} Passage */
/** @typedef {{ text: string, passages: Passage[], nodes: { node: Text, start: number }[] }} Reading */
/** @typedef {{ start: number, end: number }} Span */

/** The reading text of an article as the generator has it, and where on the page it stands. @param {Element} container @returns {Reading} */
export function readingText(container) {
  let text = "";
  /** @type {Passage[]} */
  const passages = [];
  /** @type {{ node: Text, start: number }[]} */
  const nodes = [];
  for (const element of container.querySelectorAll(":is(p, pre, h2, h3, h4, h5, h6)[id]")) {
    if (element.closest("aside, details, dialog, section[data-suggest]")) continue;
    if (passages.length) text += BREAK;
    const start = text.length;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement?.closest(APART)) continue;
      nodes.push({ node: /** @type {Text} */ (node), start: text.length });
      text += /** @type {Text} */ (node).data;
    }
    passages.push({ element, start, end: text.length, heading: /^H/.test(element.tagName) });
  }
  return { text, passages, nodes };
}

/** Where in the reading text a boundary of a selection lies. @param {Reading} reading @param {Node} node @param {number} offset */
function offsetOf(reading, node, offset) {
  const own = reading.nodes.find((one) => one.node === node);
  if (own) return own.start + offset;
  const probe = document.createRange();
  for (const one of reading.nodes) {
    probe.setStart(one.node, 0);
    // the first text behind the boundary: between lies what is not text, like the number of a note
    if (probe.comparePoint(node, offset) < 0) return one.start;
  }
  return reading.text.length;
}

/** What is meant by a selection: whole words of one passage; or why that cannot be said. @param {Reading} reading @param {Range} range @returns {Span | { refused: string } | null} */
export function meant(reading, range) {
  const { text } = reading;
  let span = visiblePart(text, offsetOf(reading, range.startContainer, range.startOffset), offsetOf(reading, range.endContainer, range.endOffset));
  if (!span) return null;
  let { start, end } = span;
  while (start > 0 && OF_A_WORD.test(text[start - 1]) && OF_A_WORD.test(text[start])) start -= 1;
  while (end < text.length && OF_A_WORD.test(text[end - 1]) && OF_A_WORD.test(text[end])) end += 1;
  while (end > start + 1 && /[,;:]/.test(text[end - 1])) end -= 1;
  span = visiblePart(text, start, end);
  if (!span) return null;
  const refused = refusal(reading, span);
  return refused ? { refused } : span;
}

/** Why words cannot carry an annotation; empty if they can. @param {Reading} reading @param {Span} span */
function refusal(reading, span) {
  const touched = reading.passages.filter((one) => one.start < span.end && span.start < one.end);
  if (touched.some((one) => one.heading)) return "heading";
  return touched.length === 1 ? "" : "across";
}

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const undo = [...root.querySelectorAll("[data-reading-text]")].map((text) => {
    const article = /** @type {HTMLElement} */ (text.closest("article") ?? text.parentElement);
    return article.querySelector("[data-suggest]") ? forArticle(article, /** @type {HTMLElement} */ (text)) : () => {};
  });
  return () => undo.forEach((one) => one());
}

/** @param {HTMLElement} article @param {HTMLElement} text @returns {() => void} */
function forArticle(article, text) {
  const undo = new AbortController();
  const listening = { signal: undo.signal };
  const invitation = /** @type {HTMLElement} */ (article.querySelector("[data-suggest]"));
  const template = /** @type {HTMLTemplateElement} */ (article.querySelector("template[data-suggest-form]"));
  const data = JSON.parse(article.querySelector("[data-suggest-data]")?.textContent ?? "{}");
  data.sources = sourcesOf(article);
  const opener = /** @type {HTMLButtonElement} */ (invitation.querySelector("[data-suggest-open]"));
  // the one file leads nowhere by itself: there the suggestion is copied
  if ("live" in document.documentElement.dataset) data.forge = null;
  /** @type {ReturnType<typeof makeForm> | null} */
  let form = null;

  // anew each time: marks of the search come and go, and cut the text's nodes
  const read = () => readingText(text);
  const open = (/** @type {Span | null} */ span) => {
    form ??= makeForm(article, template, data, read());
    form.open(span);
  };

  // --- the button beside a selection

  const here = document.createElement("button");
  here.type = "button";
  here.className = "suggest-here button";
  here.textContent = opener.textContent;
  here.hidden = true;
  text.append(here);
  let waiting = 0;
  const look = () => {
    waiting = 0;
    const selection = getSelection();
    const range = selection && !selection.isCollapsed && selection.rangeCount ? selection.getRangeAt(0) : null;
    if (!range || !text.contains(range.startContainer) || !text.contains(range.endContainer)) {
      if (document.activeElement !== here) here.hidden = true;
      return;
    }
    const span = meant(read(), range);
    here.hidden = !span;
    if (!span) return;
    const word = "refused" in span ? data.words[span.refused] : "";
    here.classList.toggle("is-refused", word !== "");
    here.setAttribute("aria-disabled", String(word !== ""));
    here.textContent = word || opener.textContent;
    here.onclick = () => {
      if (!("refused" in span)) open(span);
    };
    const last = [...range.getClientRects()].pop() ?? range.getBoundingClientRect();
    const frame = text.getBoundingClientRect();
    here.style.insetBlockStart = `${Math.round(last.bottom - frame.top + 6)}px`;
    here.style.insetInlineStart = `${Math.round(Math.max(4, Math.min(last.right - frame.left - here.offsetWidth, frame.width - here.offsetWidth - 4)))}px`;
  };
  const soon = () => {
    waiting ||= requestAnimationFrame(look);
  };
  document.addEventListener("selectionchange", soon, listening);
  addEventListener("resize", soon, listening);
  // a tap on the button must not take the selection away before it is read
  here.addEventListener("pointerdown", (event) => event.preventDefault(), listening);

  opener.addEventListener(
    "click",
    () => {
      const selection = getSelection();
      const range = selection && !selection.isCollapsed && selection.rangeCount ? selection.getRangeAt(0) : null;
      const span = range && text.contains(range.commonAncestorContainer) ? meant(read(), range) : null;
      open(span && !("refused" in span) ? span : null);
    },
    listening,
  );
  invitation.hidden = false;
  return () => {
    undo.abort();
    here.remove();
    form?.remove();
    invitation.hidden = true;
  };
}

/** The sources under the article: key, address and name of each. @param {Element} article @returns {[string, string, string][]} */
function sourcesOf(article) {
  return [...article.querySelectorAll(".article-foot .supports li")].flatMap((one) => {
    const key = /(?:#|--)s-([a-z0-9-]+)$/.exec(one.querySelector(".publisher")?.getAttribute("href") ?? "")?.[1];
    const page = one.querySelector("a");
    if (!key || !page) return [];
    const name = `${one.querySelector(".publisher")?.textContent}: ${page.textContent}`;
    return [[key, page.getAttribute("href") ?? "", name.length > 90 ? `${name.slice(0, 89)}\u2026` : name]];
  });
}

/** The dialog, filled from its template. @param {HTMLElement} article @param {HTMLTemplateElement} template @param {any} data @param {Reading} reading */
function makeForm(article, template, data, reading) {
  const part = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
  const dialog = /** @type {HTMLDialogElement} */ (part.querySelector("dialog"));
  const sourcePart = /** @type {HTMLElement} */ (part.querySelector("[data-source]"));
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (form.querySelector(`[data-${name}]`));
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  const yaml = /** @type {HTMLTextAreaElement} */ (find("yaml"));
  const entriesYaml = /** @type {HTMLTextAreaElement} */ (find("entries-yaml"));
  if (!data.forge) for (const link of form.querySelectorAll("[data-forge], [data-forge-entries]")) link.remove();
  const forgeLink = /** @type {HTMLAnchorElement | null} */ (form.querySelector("[data-forge]"));
  const words = data.words;
  const normalised = normalise(reading.text);
  const taken = new Set(data.ids[data.article].split(" "));
  const fields = () => new FormData(form);
  /** @type {Span[]} */
  let places = [];
  /** @type {Span | null} */
  let chosen = null;
  let filled = false;

  for (const group of form.querySelectorAll("[data-targets] optgroup")) {
    const slug = /** @type {HTMLElement} */ (group).dataset.article ?? "";
    for (const id of (data.ids[slug] ?? "").split(" ").filter(Boolean)) group.append(new Option(id, `${slug} ${id}`));
  }

  // --- the words

  const look = (/** @type {Span | null} */ wanted) => {
    const quote = line(field("quote").value);
    const found = quote ? locate(normalised, { exact: quote }) : [];
    places = found.filter((one) => !refusal(reading, one));
    chosen = places.find((one) => one.start === wanted?.start) ?? (places.length === 1 ? places[0] : null);
    const count = quote.split(" ").length;
    let said = !quote ? "" : !found.length ? words.not_found : !places.length ? words[refusal(reading, found[0])] : "";
    if (places.length === 1) said = words.once;
    if (places.length > 1) said = words.many.replace("{count}", places.length);
    if (places.length && count > LONG) said += ` ${words.long.replace("{count}", count)}`;
    find("place").textContent = said;
    find("place").classList.toggle("is-wrong", quote !== "" && !places.length);
    const choices = find("choices");
    choices.hidden = places.length < 2;
    for (const old of choices.querySelectorAll("label")) old.remove();
    for (const [index, one] of places.length > 1 ? places.entries() : []) {
      const label = document.createElement("label");
      const radio = Object.assign(document.createElement("input"), { type: "radio", name: "place", value: String(index) });
      radio.checked = one === chosen;
      radio.required = true;
      const passage = reading.passages.find((p) => p.start <= one.start && one.start < p.end);
      const from = Math.max(passage?.start ?? 0, one.start - 40);
      const mark = document.createElement("b");
      mark.textContent = reading.text.slice(one.start, one.end);
      const after = reading.text.slice(one.end, Math.min(passage?.end ?? one.end, one.end + 40));
      label.append(radio, ` … ${reading.text.slice(from, one.start)}`, mark, `${after} …`);
      choices.append(label);
    }
  };

  // --- the sources

  const addSource = () => {
    const one = /** @type {HTMLElement} */ (sourcePart.cloneNode(true));
    const known = /** @type {HTMLSelectElement} */ (one.querySelector("[data-known]"));
    for (const [key, , label] of data.sources) known.insertBefore(new Option(label, key), known.lastElementChild);
    find("sources").append(one);
    const all = find("sources").children;
    for (const [index, each] of [...all].entries()) {
      const legend = /** @type {HTMLElement} */ (each.querySelector("legend"));
      if (all.length > 1) legend.textContent = words.source_number.replace("{number}", String(index + 1));
    }
    return one;
  };
  const valueIn = (/** @type {Element} */ one, /** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (one.querySelector(`[data-${name}]`)).value;

  /** The sources of the annotation, and those that the bibliography does not have yet. @param {string} day */
  const sources = (day) => {
    const keys = new Set(data.keys.split(" "));
    /** @type {{ ref: string, supports: string }[]} */
    const cited = [];
    const entries = [];
    for (const one of find("sources").children) {
      const choice = valueIn(one, "known");
      if (!choice) continue;
      const url = line(valueIn(one, "url"));
      const known = choice === "+" ? data.sources.find((/** @type {string[]} */ each) => each[1] === url)?.[0] : choice;
      const title = valueIn(one, "title");
      const ref = known ?? nameFor(`${line(valueIn(one, "publisher"))} ${line(title)}`, keys);
      cited.push({ ref, supports: valueIn(one, "supports") });
      if (known) continue;
      keys.add(ref);
      entries.push(sourceYaml(ref, { title, publisher: valueIn(one, "publisher"), url, published: valueIn(one, "published"), kind: valueIn(one, "kind"), day }));
    }
    return { cited, entries };
  };

  // --- the result

  const update = () => {
    const type = String(fields().get("type"));
    for (const one of form.querySelectorAll("[data-for]")) {
      const off = /** @type {HTMLElement} */ (one).dataset.for !== type;
      /** @type {HTMLElement} */ (one).hidden = off;
      for (const input of one.querySelectorAll("textarea, select")) /** @type {HTMLInputElement} */ (input).disabled = off;
    }
    for (const one of find("sources").children) {
      const choice = valueIn(one, "known");
      const fresh = /** @type {HTMLElement} */ (one.querySelector("[data-new]"));
      fresh.hidden = choice !== "+";
      for (const input of fresh.querySelectorAll("input, select")) /** @type {HTMLInputElement} */ (input).disabled = choice !== "+";
      const supported = /** @type {HTMLElement} */ (one.querySelector("[data-supported]"));
      supported.hidden = !choice;
      /** @type {HTMLInputElement} */ (supported.querySelector("input")).disabled = !choice;
      const url = /** @type {HTMLInputElement} */ (one.querySelector("[data-url]"));
      url.setCustomValidity(!url.value || /^https?:\/\/[^\s<>"'`\\\/]+\.[^\s<>"'`\\]+$/.test(line(url.value)) ? "" : `${url.placeholder}…`);
    }
    field("quote").setCustomValidity(places.length ? "" : words.not_found);
    const now = new Date();
    const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
    const { cited, entries } = sources(day);
    const span = chosen;
    const quote = span ? describe(normalised, span.start, span.end) : { exact: "\u2026" };
    const id = nameFor(quote.exact, taken);
    const path = `annotations/${data.article}/${id}.yaml`;
    const [article, annotation] = String(fields().get("target") ?? "").split(" ");
    find("path").textContent = path;
    yaml.value = annotationYaml({
      id,
      type,
      quote,
      claim: String(fields().get("claim") ?? ""),
      verdict: String(fields().get("verdict") || "unproven"),
      body: String(fields().get("body") ?? ""),
      sources: cited,
      see: type === "cross-reference" && annotation ? { article, annotation, relation: String(fields().get("relation")) } : null,
      day,
      change: data.created,
    });
    entriesYaml.value = entries.join("");
    find("entries").hidden = !entries.length;
    find("said").textContent = "";
    if (forgeLink) {
      const made = newFile(data.forge, path, yaml.value);
      forgeLink.href = made.href;
      filled = made.filled;
    }
  };

  /** Whether nothing is missing; says what is, and leads there. */
  const isComplete = () => {
    if (form.checkValidity()) return true;
    const wrong = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll(":invalid")].filter((one) => one.tagName !== "FIELDSET"));
    const names = new Set(wrong.map((one) => (one.closest("fieldset[data-choices]")?.querySelector("legend") ?? one.closest("label"))?.firstChild?.textContent?.trim() ?? ""));
    find("said").textContent = words.missing.replace("{fields}", [...names].join(", "));
    find("said").classList.add("is-wrong");
    form.classList.add("is-asked");
    wrong[0].focus();
    return false;
  };

  const say = (/** @type {string} */ said) => {
    find("said").classList.remove("is-wrong");
    find("said").textContent = said;
  };
  /** @param {HTMLTextAreaElement} from @param {string} said */
  const copy = async (from, said) => {
    try {
      await navigator.clipboard.writeText(from.value);
      say(said);
    } catch {
      // not allowed here, as in a page that was opened from the disk without a click of its own
      from.focus();
      from.select();
      say(document.execCommand("copy") ? said : words.marked);
    }
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target === field("quote")) look(null);
    const target = /** @type {HTMLInputElement} */ (event.target);
    if (target.name === "place") chosen = places[Number(target.value)];
    update();
  });
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  find("close").addEventListener("click", () => dialog.close());
  find("another").addEventListener("click", () => {
    /** @type {HTMLElement} */ (addSource().querySelector("select")).focus();
    update();
  });
  find("copy-file").addEventListener("click", () => {
    if (isComplete()) copy(yaml, words.copied);
  });
  find("copy-entries").addEventListener("click", () => copy(entriesYaml, words.copied));
  forgeLink?.addEventListener("click", (event) => {
    if (!isComplete()) event.preventDefault();
    else if (!filled) copy(yaml, data.forge.takesText ? words.too_long : words.pasted);
  });
  addSource();
  article.append(dialog);

  return {
    /** @param {Span | null} span */
    open(span) {
      if (span) field("quote").value = reading.text.slice(span.start, span.end).replace(/\s+/g, " ");
      look(span);
      update();
      dialog.showModal();
      (span ? /** @type {HTMLElement} */ (form.querySelector("[name=type]:checked")) : field("quote")).focus();
    },
    remove: () => dialog.remove(),
  };
}
