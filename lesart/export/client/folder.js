// The site's scripts for a folder on the disk, where browsers load no modules: the theme's modules as functions, run as
// the page's own script elements would, and Pagefind from the packed index, which the first search takes in.
(() => {
  const BASE = "https://edition.invalid/";
  const PAGEFIND = "pagefind/pagefind.js";
  const own = document.currentScript;
  let taken = null;

  /** The packed index: name -> bytes. */
  const index = () => {
    taken ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL("../pagefind/packed.js", own.src).href;
      script.addEventListener("load", async () => done((await unpacked(globalThis.lesartIndex)).pieces));
      script.addEventListener("error", failed);
      document.head.append(script);
    });
    return taken;
  };
  const answered = async (address) => {
    const name = decodeURIComponent(new URL(address).pathname.slice(1)).replace(/^pagefind\//, "");
    const bytes = (await index()).get(name);
    if (!bytes) throw new TypeError(`not in the folder: ${name}`);
    return new Response(bytes);
  };
  const fetch = (address, options) =>
    String(address).startsWith(BASE) ? answered(address) : window.fetch(address, options);

  let pagefind = null;
  const engine = () => {
    pagefind ??= (async () => {
      globalThis.lesartFetch = answered;
      const before = "const Worker = undefined, fetch = globalThis.lesartFetch;\n";
      const text = new Blob([before, (await index()).get("pagefind.js")], { type: "text/javascript" });
      const module = await import(URL.createObjectURL(text));
      let beginning = { basePath: `${BASE}pagefind/`, noWorker: true };
      const options = async (asked) => {
        const first = beginning;
        beginning = {};
        await module.options({ ...asked, ...first });
      };
      return { ...module, options };
    })();
    return pagefind;
  };

  // some browsers keep pages on the disk from changing their address
  const kept = (name) => (state, unused, address) => {
    try {
      window.history[name](state, "", address);
    } catch (error) {
      if (error.name !== "SecurityError") throw error;
    }
  };
  const history = {
    get state() { return window.history.state; },
    get scrollRestoration() { return window.history.scrollRestoration; },
    set scrollRestoration(way) { window.history.scrollRestoration = way; },
    pushState: kept("pushState"),
    replaceState: kept("replaceState"),
    back: () => window.history.back(),
  };

  const modules = /*MODULES*/;
  const loaded = new Map();
  const page = { location: window.location, history, addEventListener: window.addEventListener.bind(window) };
  const load = (path) => {
    if (!loaded.has(path)) loaded.set(path, modules[path](load, page));
    return loaded.get(path);
  };
  load.later = async (path) => (path === PAGEFIND ? engine() : load(path));
  for (const path of own.dataset.entries.split(" ").filter(Boolean)) load(path);
})();
