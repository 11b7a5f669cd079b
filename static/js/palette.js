// Ctrl+K opens the command palette: a type-ahead in a dialog, over what there is to open and to do.
(() => {
  "use strict";

  document.addEventListener("keydown", (event) => {
    const palette = document.getElementById("palette");
    const field = palette?.querySelector("input");
    const chosen = palette?.querySelector("a[aria-selected=true]");
    if (!palette || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (event.key === "Enter" && palette.open && chosen) window.open(chosen.href);
    if (event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    palette.showModal();
    field.select();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
