// Facts that are edited in place, and rows that are ticked. Without it both are plain forms.
(() => {
  "use strict";
  const cell = (element) => element.closest?.("form.cell");
  const leave = (form) => { form.dataset.sent = ""; form.querySelector("[data-cancel]").click(); };

  document.addEventListener("input", ({ target }) => { if (cell(target)) cell(target).dataset.typed = ""; });
  document.addEventListener("submit", ({ target }) => { if (cell(target)) target.dataset.sent = ""; });
  document.addEventListener("keydown", ({ key, target }) => { if (key === "Escape" && cell(target)) leave(cell(target)); });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const form = cell(target);
    if (!form?.isConnected || form.contains(relatedTarget) || "sent" in form.dataset || !document.hasFocus()) return;
    if ("typed" in form.dataset) form.requestSubmit();
    else if (!form.querySelector(".cell-error")) leave(form);
  });
  // htmx gives the focus to what has the id of its former place: the field, and then its value.
  document.addEventListener("htmx:beforeSwap", ({ target }) => {
    if (cell(target)?.contains(document.activeElement)) target.querySelector("[id]:is(input:not([type=hidden]), select)").focus();
  });

  let last; // the box that was clicked before: with Shift, all up to it
  document.addEventListener("click", ({ target, shiftKey }) => {
    const boxes = [...document.querySelectorAll("[data-select]")], at = boxes.indexOf(target), from = boxes.indexOf(last);
    if (at >= 0 && from >= 0 && shiftKey) for (const box of boxes.slice(Math.min(at, from), Math.max(at, from))) box.checked = target.checked;
    if (target.matches("[data-select-all]")) for (const box of boxes) box.checked = target.checked;
    if (at >= 0) last = target;
    const said = document.querySelector("[data-selected]"), all = document.querySelector("[data-all]:checked");
    if (said) said.textContent = `${all?.dataset.all ?? boxes.filter((box) => box.checked).length} selected`;
  });
})();
