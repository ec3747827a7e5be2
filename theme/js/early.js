// Runs before the first paint, so that neither the page nor its colours jump: says that scripts run, and takes up the
// reader's choices of appearance, of what is shown and of keys, which are kept on the device alone.
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "has-js");
  try {
    const chosen = localStorage.getItem("lesart-appearance");
    if (chosen === "light" || chosen === "dark") root.dataset.appearance = chosen;
    const hidden = (localStorage.getItem("lesart-view") ?? "").split(" ").filter(Boolean);
    if (hidden.includes("plain")) root.dataset.plain = "";
    if (hidden.length) root.dataset.hide = hidden.filter((kind) => kind !== "plain").join(" ");
    if (localStorage.getItem("lesart-keys") === "off") root.dataset.keys = "off";
  } catch {
    // storage may be switched off; then the device's own setting holds
  }
})();
