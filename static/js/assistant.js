// The assistant's pages: Enter asks, the newest answer comes into view, copying.
(() => {
  "use strict";

  const COPIED_MS = 2000;

  // Enter asks; Shift+Enter begins a line. While an input method composes a character, Enter is its own.
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("[data-composer]");
    const isTyping = event.isComposing || event.shiftKey || event.ctrlKey || event.metaKey;
    if (!form || event.key !== "Enter" || isTyping || event.target.tagName !== "TEXTAREA") return;
    event.preventDefault();
    if (event.target.value.trim()) form.requestSubmit();
  });

  // An answer below the fold is brought up with its question, and the keyboard goes back to where one asks on.
  function show(root) {
    const newest = root.querySelector?.("[data-newest]");
    if (!newest) return;
    newest.previousElementSibling?.scrollIntoView({ block: "start" });
    if (matchMedia("(pointer: fine)").matches) {
      document.querySelector("[data-composer] textarea")?.focus({ preventScroll: true });
    }
  }

  // A table copied as text has its cells apart by tabs, as a spreadsheet wants them.
  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    const label = button.lastChild;
    const before = label.textContent;
    await navigator.clipboard.writeText(source.innerText);
    label.textContent = "Copied";
    setTimeout(() => { label.textContent = before; }, COPIED_MS);
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-copy]");
    if (button) copy(button);
  });

  // The clipboard is there on secure addresses alone.
  document.addEventListener("htmx:load", ({ detail }) => {
    if (!navigator.clipboard) return;
    for (const button of detail.elt.querySelectorAll("[data-copy]")) button.hidden = false;
  });

  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.requestConfig?.verb === "post") show(detail.elt);
  });
  if (!location.hash) show(document);
})();
