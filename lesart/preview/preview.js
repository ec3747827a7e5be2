// A page of the preview: reloads after a save, where the reader was, and shows what is wrong and what is a draft.

const KEPT = "lesart-preview";

// --- where the reader was: what stands in the window, and the notes that are open

// The number of a passage changes with what is written before it, so the marks of notes are asked first.
const inView = (selector) =>
  [...document.querySelectorAll(selector)].find((one) => {
    const box = one.getBoundingClientRect();
    return box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  });
const details = () => [...document.querySelectorAll("main details")];
const nameOf = (one) => one.id || `${details().indexOf(one)}`;

function keep() {
  const top = inView("main .ref[id]") ?? inView("main details[open][id]") ?? inView("main :is(p, h2, h3, li, tr, dt)[id]");
  const state = {
    path: location.pathname,
    id: top?.id,
    offset: top?.getBoundingClientRect().top ?? 0,
    y: scrollY,
    open: details().filter((one) => one.open).map(nameOf),
    folded,
  };
  sessionStorage.setItem(KEPT, JSON.stringify(state));
}

function giveBack() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (!kept || kept.path !== location.pathname) return;
  folded = kept.folded;
  history.scrollRestoration = "manual";
  for (const one of details()) if (one.open !== kept.open.includes(nameOf(one))) one.open = !one.open;
  const scroll = () => {
    const there = kept.id && document.getElementById(kept.id);
    const by = there ? there.getBoundingClientRect().top - kept.offset : kept.y - scrollY;
    scrollBy({ top: by, behavior: "instant" });
  };
  // opening a note moves the page; so does the layout once the fonts are there
  let left = 4;
  const again = () => {
    scroll();
    left -= 1;
    if (left) requestAnimationFrame(again);
    else document.documentElement.dataset.preview = "ready";
  };
  if (document.readyState === "complete") again();
  else addEventListener("load", again, { once: true });
}

// --- what is wrong, and what is a draft

let folded = true; // a list of drafts waits to be asked; problems do not
const make = (tag, text = "", attributes = {}) => {
  const one = document.createElement(tag);
  one.textContent = text;
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  return one;
};
const panel = make("section", "", { id: "lesart-preview", lang: "en", "aria-labelledby": "lesart-preview-title" });
const live = make("p", "", { class: "lesart-live", role: "status", lang: "en" });

function show({ problems, drafts }) {
  panel.replaceChildren();
  panel.classList.toggle("has-problems", problems.length > 0);
  panel.hidden = !problems.length && !drafts.length;
  live.textContent = problems.length ? title(problems.length, "error") : "";
  const say = problems.length
    ? `${title(problems.length, "error")}: the page below is the last good one`
    : `Preview with ${title(drafts.length, "draft")}`;
  const fold = make("button", say, { type: "button", id: "lesart-preview-title", "aria-expanded": String(!folded) });
  const list = make("ol");
  fold.addEventListener("click", () => {
    folded = !folded;
    fold.setAttribute("aria-expanded", String(!folded));
    list.hidden = folded;
  });
  list.hidden = folded;
  for (const one of problems) {
    const item = make("li");
    item.append(
      make("code", `${one.file}:${one.line}:${one.column}`),
      make("span", one.message, { class: "lesart-message" }),
      make("span", one.hint, { class: "lesart-hint" }),
    );
    list.append(item);
  }
  for (const one of problems.length ? [] : drafts) {
    const item = make("li");
    item.append(make("a", one.name, { href: `/${one.href}` }));
    list.append(item);
  }
  panel.append(fold, list);
}
const title = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

document.body.append(live, panel);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !folded && panel.contains(document.activeElement)) panel.querySelector("button")?.click();
});

// --- news

async function follow() {
  let known = null;
  for (;;) {
    try {
      const state = await (await fetch(`/~lesart/state${known === null ? "" : `?known=${known}`}`)).json();
      if (known !== null && state.version !== known && !state.problems.length) {
        keep();
        location.reload();
        return;
      }
      if (state.version !== known) {
        if (state.problems.length) folded = false; // what is wrong is new
        show(state);
      }
      known = state.version;
    } catch {
      // the preview was stopped; it may come back
      await new Promise((again) => setTimeout(again, 1000));
    }
    // a page that nobody looks at asks nothing, so that many tabs do not wait for each other
    if (document.hidden) {
      await new Promise((again) => document.addEventListener("visibilitychange", again, { once: true }));
    }
  }
}
giveBack();
follow();
