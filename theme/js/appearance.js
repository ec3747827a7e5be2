// Light, dark, or as the device has it: one button that goes through the three.

const ORDER = ["auto", "light", "dark"];
const SIGNS = { auto: "◐", light: "☀", dark: "☾" };

/** @param {Document} root @returns {() => void} */
export function setUp(root) {
  const button = /** @type {HTMLButtonElement | null} */ (root.querySelector("[data-appearance][type=button]"));
  if (!button) return () => {};
  const page = root.documentElement;

  const show = () => {
    const now = page.dataset.appearance ?? "auto";
    button.textContent = SIGNS[now];
    button.setAttribute("aria-label", button.dataset[now] ?? now);
    button.title = button.dataset[now] ?? now;
  };
  const next = () => {
    const now = ORDER[(ORDER.indexOf(page.dataset.appearance ?? "auto") + 1) % ORDER.length];
    if (now === "auto") delete page.dataset.appearance;
    else page.dataset.appearance = now;
    try {
      localStorage.setItem("lesart-appearance", now);
    } catch {
      // storage may be switched off; the choice then holds for this page
    }
    show();
  };
  button.hidden = false;
  button.addEventListener("click", next);
  show();
  return () => button.removeEventListener("click", next);
}
