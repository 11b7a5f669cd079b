// The board: cards move by pointer and by key. Answers say which popover to show and where the focus lands.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const on = (name, act) => document.addEventListener(name, act);
  const placeOf = (element) => element.closest?.(".board [data-stage]");
  let held, beside;

  const move = (card, { dataset: { stage } }) => htmx.ajax("POST", card.dataset.move, {
    source: card, swap: "none", values: { stage, version: card.dataset.version, board: location.search },
  });
  const mark = (place) => all(".board [data-stage]").forEach((each) => each.classList.toggle("over", each === place));
  on("dragstart", ({ target, dataTransfer }) => {
    held = target.closest?.("[data-move]");
    if (held) dataTransfer.setData("text/plain", held.id);
    requestAnimationFrame(() => held?.classList.add("held")); // not on the picture that follows the pointer
  });
  for (const name of ["dragover", "drop"]) on(name, (event) => {
    const place = held && placeOf(event.target);
    mark(place);
    if (place) event.preventDefault();
    if (place && name === "drop" && place !== placeOf(held)) move(held, place);
  });
  on("dragend", () => { held?.classList.remove("held"); held = mark(); });

  const next = (list, one, by) => list[list.indexOf(one) + by];
  function shift(card, by) {
    const to = next(all(".board-column"), placeOf(card), by);
    if (to && card.dataset.move) move(card, to);
  }
  const step = (card, by) => next(all(".deal", placeOf(card)), card, by)?.querySelector("a").focus();
  const keys = { m: (card) => card.querySelector(".move")?.click(), "[": shift, "]": shift, j: step, k: step };
  on("keydown", (event) => {
    const key = event.key?.toLowerCase(), card = keys[key] && event.target.closest?.(".board .deal");
    // Many keyboards have brackets behind AltGr, which says Ctrl and Alt.
    const chord = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
    if (!card || chord || !("keys" in document.body.dataset)) return;
    event.preventDefault();
    keys[key](card, "]j".includes(key) ? 1 : -1);
  });

  const close = () => all("[popover]:popover-open").forEach((open) => open.hidePopover());
  const named = (id) => document.getElementById(id);
  on("ask", ({ detail, target }) => (close(), named(detail.value).showPopover({ source: target.closest(".move") ?? undefined })));
  on("htmx:oobBeforeSwap", ({ target }) => { if (target.matches(".deal")) beside = target.nextElementSibling.querySelector("a"); });
  // A card that was put on top comes again with its page.
  on("htmx:load", ({ target }) => { if (target.matches(".deal")) all(`#${target.id}`).slice(1).forEach((twin) => twin.remove()); });
  on("landed", ({ detail }) => (close(), (named(detail.value) ?? beside ?? named("main")).focus()));
  on("submit", (event) => { // Undo, without leaving the board
    if (!event.target.matches('[data-undo][action*="board="]')) return;
    event.preventDefault();
    htmx.ajax("POST", event.target.action, { swap: "none" });
    event.target.closest("[data-toast]").remove();
  });
})();
