// Runs before the first paint, so that neither the page nor its colours jump: says that scripts run, and takes
// up the reader's choice of appearance, which is kept on the device alone.
(() => {
  const root = document.documentElement;
  root.classList.replace("no-js", "has-js");
  try {
    const chosen = localStorage.getItem("lesart-appearance");
    if (chosen === "light" || chosen === "dark") root.dataset.appearance = chosen;
  } catch {
    // storage may be switched off; then the device's own setting holds
  }
})();
