// Keys press what carries them in data-key; j and k walk the rows. Off while somebody types or a dialog is open.
(() => {
  "use strict";

  const PAIR_MS = 1500;
  const TYPING = "input:not([type=checkbox], [type=radio]):focus, textarea:focus, select:focus";
  const find = (selector, root = document) => root?.querySelector(selector);
  // A field of a drawer that has just closed keeps the focus for a moment.
  const isBusy = () => find("dialog[open], :popover-open") || find(TYPING)?.checkVisibility();
  const row = () => document.activeElement.closest("[data-row]");
  let begun = -PAIR_MS;

  function press(key, timeStamp) {
    const name = timeStamp - begun < PAIR_MS ? `g ${key}` : key;
    begun = key === "g" ? timeStamp : -PAIR_MS;
    const rows = [...document.querySelectorAll("[data-row]")];
    const beside = { j: rows[rows.indexOf(row()) + 1], k: rows[rows.indexOf(row()) - 1] }[name];
    if (beside) return void beside.focus();
    const part = { x: "[data-select]", e: "[data-edit]", Enter: "[data-row]:focus [data-open]" }[name];
    const target = (part && find(part, row())) || find(`[data-key="${CSS.escape(name)}"]`);
    target?.matches("input[type=search]") ? target.focus() : target?.click();
    return target;
  }

  document.addEventListener("keydown", (event) => {
    const { key, target, altKey, defaultPrevented, isComposing, timeStamp } = event;
    const withControl = event.ctrlKey || event.metaKey;
    const form = target.closest("form[method=post]");
    if (defaultPrevented || isComposing || altKey) return;
    if (key === "Escape") find("[data-cancel]", form)?.focus();
    else if (key === "s" && withControl && form) (event.preventDefault(), form.requestSubmit());
    else if (!withControl && "keys" in document.body.dataset && !isBusy() && press(key, timeStamp)) event.preventDefault();
  });
})();
