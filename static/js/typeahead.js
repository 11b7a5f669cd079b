// Type-ahead: a combobox over a list that the server renders. Without it the text field works: the server resolves the name.
(() => {
  "use strict";

  const WAIT_MS = 120;
  const timers = new WeakMap();
  const rootOf = (element) => element.closest?.("[data-typeahead]");
  const input = (root) => root.querySelector("input:not([type=hidden])");
  const choice = (root) => root.querySelector("input[type=hidden]");
  const list = (root) => root.querySelector("[role=listbox]");
  const options = (root) => [...root.querySelectorAll("[role=option]")];
  const isPalette = (root) => "palette" in root.dataset; // its list stays, and its options are links
  const active = (root) => options(root).find((option) => option.getAttribute("aria-selected") === "true");

  function enhance(root) {
    const named = { role: "combobox", autocomplete: "off", ariaAutoComplete: "list", ariaExpanded: "false" };
    Object.assign(input(root), named).setAttribute("aria-controls", list(root).id);
  }

  function show(root, open) {
    list(root).hidden = !open;
    input(root).setAttribute("aria-expanded", String(open));
    if (!open) activate(root, undefined);
  }

  function activate(root, option) {
    for (const other of options(root)) other.setAttribute("aria-selected", String(other === option));
    input(root).setAttribute("aria-activedescendant", option?.id ?? "");
    option?.scrollIntoView({ block: "nearest" });
  }

  function pick(root, option) {
    clearTimeout(timers.get(root));
    if (isPalette(root)) return option.click();
    input(root).value = option.dataset.label;
    setChoice(root, option.dataset.value);
    show(root, false);
  }

  function setChoice(root, value) {
    if ((choice(root)?.value ?? value) === value) return;
    choice(root).value = value;
    choice(root).dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function load(root) {
    const query = new URLSearchParams({ q: input(root).value.trim() });
    await htmx.ajax("GET", `${root.dataset.typeahead}?${query}`, { source: root, target: list(root), swap: "innerHTML settle:0ms" });
    if (document.activeElement === input(root)) show(root, true);
    if (isPalette(root)) activate(root, options(root)[0]);
  }

  function loadSoon(root) {
    clearTimeout(timers.get(root));
    if (input(root).value.trim() || isPalette(root)) timers.set(root, setTimeout(() => load(root), WAIT_MS));
    else show(root, false);
  }

  function step(root, by) {
    const all = options(root);
    const at = all.indexOf(active(root));
    if (list(root).hidden) load(root);
    else if (all.length) activate(root, all[at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % all.length]);
  }

  const keys = {
    ArrowDown: (root) => (step(root, 1), true),
    ArrowUp: (root) => (step(root, -1), true),
    Escape: (root) => !list(root).hidden && !isPalette(root) && (show(root, false), true),
    Enter: (root) => Boolean(!list(root).hidden && active(root)) && (pick(root, active(root)), true),
  };

  document.addEventListener("keydown", (event) => {
    const root = rootOf(event.target);
    if (!root || event.isComposing || event.ctrlKey || event.metaKey || event.target !== input(root)) return;
    if (keys[event.key]?.(root)) event.preventDefault();
  });

  document.addEventListener("input", ({ target }) => {
    const root = rootOf(target);
    if (!root || target !== input(root)) return;
    setChoice(root, "");
    activate(root, undefined); // what was offered for other letters is not what Enter picks
    loadSoon(root);
  });

  // Before the field loses the focus, which would close the list under the pointer.
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-typeahead] [role=option]");
    if (!option || isPalette(rootOf(option))) return;
    event.preventDefault();
    pick(rootOf(option), option);
  });

  document.addEventListener("focusout", ({ target }) => {
    const root = rootOf(target);
    if (!root || isPalette(root)) return;
    clearTimeout(timers.get(root));
    show(root, false);
  });

  document.addEventListener("htmx:load", ({ detail }) => {
    if (detail.elt.matches("[data-typeahead]")) enhance(detail.elt);
    detail.elt.querySelectorAll("[data-typeahead]").forEach(enhance);
  });
})();
