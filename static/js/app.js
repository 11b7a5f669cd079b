// What every page does: announcements and toasts, failures of requests, menus, keys, the fresh beat.
(() => {
  "use strict";

  const TOAST_MS = 8000;
  const FRESH_MS = 1000;
  const find = (selector, root = document) => root.querySelector(selector);

  // Emptied first: a screen reader says the same sentence twice only if it is new.
  function announce(sentence) {
    const live = find("#live");
    live.textContent = "";
    requestAnimationFrame(() => { live.textContent = sentence; });
  }

  // A toast stays while somebody points at it or is inside it: eight seconds can be too short to reach Undo.
  function expire(toast) {
    let timer;
    const start = () => { timer = setTimeout(() => toast.remove(), TOAST_MS); };
    for (const event of ["pointerenter", "focusin"]) toast.addEventListener(event, () => clearTimeout(timer));
    for (const event of ["pointerleave", "focusout"]) {
      toast.addEventListener(event, () => { clearTimeout(timer); start(); });
    }
    start();
  }

  function showToast({ text, undo = "", link = "", level = "success" }) {
    const toast = find("#toast-template").content.firstElementChild.cloneNode(true);
    const form = find("[data-undo]", toast);
    find("p", toast).textContent = text;
    toast.classList.add(level);
    if (undo) form.action = undo;
    else form.remove();
    if (link) find("[data-link]", toast).href = link;
    else find("[data-link]", toast).remove();
    find("#toasts").append(toast);
    expire(toast);
  }

  // Answers say what happened by HX-Trigger: {"toast": {"text": …, "undo": url, "link": url}} or {"announce": "…"}.
  document.addEventListener("toast", (event) => showToast(event.detail));
  document.addEventListener("announce", (event) => announce(event.detail.value));

  const failures = new Map([
    [403, "You may not change this. Nothing was saved"],
    [404, "This no longer exists, or it belongs to another team"],
    [429, "Too many requests. Wait a minute and try again"],
  ]);

  // The beat of fresh figures asks again by itself a second later: it would complain for ever.
  function complain({ requestConfig }, text) {
    if (requestConfig?.triggeringEvent?.type !== "fresh") showToast({ text, level: "error" });
  }

  document.addEventListener("htmx:responseError", ({ detail }) => {
    const { status } = detail.xhr;
    complain(detail, failures.get(status) ?? `The server answered with error ${status}. Try again`);
  });
  document.addEventListener("htmx:sendError", ({ detail }) => complain(detail, "No connection. Nothing was saved"));
  document.addEventListener("htmx:timeout", ({ detail }) => complain(detail, "The server takes too long. Try again"));

  // A card that loads by itself fails by itself: it says so in its own place and offers to try again.
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => {
      const failure = detail.target && find("[data-failure]", detail.target);
      if (!failure) return;
      failure.hidden = false;
      find("[data-loading]", detail.target).hidden = true;
      detail.target.removeAttribute("aria-busy");
    });
  }

  // An expired session answers with the sign-in page: go there instead of putting it into a fragment.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    // A refusal that brings what to show in its place: figures that are being rebuilt.
    if (xhr.status === 503 && xhr.getResponseHeader("HX-Reswap")) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    const answered = xhr.responseURL ? new URL(xhr.responseURL).pathname : "";
    if (answered !== document.body.dataset.login) return;
    event.detail.shouldSwap = false;
    location.reload();
  });

  // A refused form comes back with its messages: the first wrong field gets the focus.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.xhr?.status === 422) find('[aria-invalid="true"]', detail.elt)?.focus();
  });

  const submitter = (detail) => detail.requestConfig?.triggeringEvent?.submitter;
  document.addEventListener("htmx:beforeRequest", ({ detail }) => submitter(detail)?.setAttribute("aria-busy", "true"));
  document.addEventListener("htmx:afterRequest", ({ detail }) => submitter(detail)?.removeAttribute("aria-busy"));

  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  }

  document.addEventListener("click", ({ target }) => {
    closeMenus(target);
    target.closest("[data-close]")?.closest("[data-toast]")?.remove();
  });

  document.addEventListener("keydown", (event) => {
    const menu = find("details.menu[open]");
    if (event.key === "Escape" && menu) {
      menu.open = false;
      find("summary", menu).focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.closest("form")?.requestSubmit();
    }
  });

  // A popover of the browser lets Tab leave it. One that asks for a decision keeps the keyboard until it closes,
  // which gives the focus back to the button that opened it.
  const DIALOGS = ".dialog[popover], .drawer[popover]";
  const FIELDS = "a[href], button, input:not([type=hidden]), select, textarea";

  document.addEventListener("toggle", ({ target, newState }) => {
    if (newState === "open" && target.matches(DIALOGS)) {
      (find("input:not([type=hidden]), select, textarea", target) ?? find("button", target))?.focus();
    }
  }, true);

  // The drawer opens with what comes into it and closes when that is done; what is typed in it is there the next time.
  document.addEventListener("htmx:afterRequest", ({ detail: { target } }) => {
    if (target.id !== "drawer") return;
    target.togglePopover(target.childElementCount > 0);
    find("input:not([type=hidden]), select", target)?.focus();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target } = event.detail;
    if (target.id === "drawer") find("dialog[open]")?.close();
    if (target.id !== "drawer" || !find(`form[action="${elt.getAttribute("href")}"]`, target)) return;
    event.preventDefault();
    target.showPopover();
  });

  document.addEventListener("keydown", (event) => {
    const dialog = event.key === "Tab" && event.target.closest(DIALOGS);
    if (!dialog) return;
    const fields = [...dialog.querySelectorAll(FIELDS)].filter((field) => field.checkVisibility());
    const [from, to] = event.shiftKey ? [fields.at(0), fields.at(-1)] : [fields.at(-1), fields.at(0)];
    if (event.target !== from) return;
    event.preventDefault();
    to.focus();
  });

  // A second click while a form is on its way would send it again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[hx-post]") || event.submitter?.matches("[data-download]")) return;
    if (form.hasAttribute("aria-busy")) event.preventDefault();
    else form.setAttribute("aria-busy", "true");
  });
  const free = (form) => form.removeAttribute("aria-busy");
  addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(free));

  // Fragments with hx-trigger="fresh from:body" ask again, but only while somebody can see them.
  setInterval(() => document.hidden || document.body.dispatchEvent(new CustomEvent("fresh")), FRESH_MS);

  function rememberFold(toggle) {
    toggle.checked = localStorage.getItem("nav-folded") === "yes";
    toggle.addEventListener("change", () => localStorage.setItem("nav-folded", toggle.checked ? "yes" : "no"));
  }

  find('[aria-invalid="true"]')?.focus();
  document.querySelectorAll("[data-toast]").forEach(expire);
  document.addEventListener("htmx:load", ({ detail }) => { if (detail.elt.matches?.("[data-toast]")) expire(detail.elt); });
  document.querySelectorAll(".nav-toggle").forEach(rememberFold);
})();
