// A language model takes seconds: lines of JSON say what it does, and at last where the answer is.
(() => {
  "use strict";

  async function* lines(body) {
    let rest = "";
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const all = (rest + text).split("\n");
      rest = all.pop();
      yield* all.map((line) => JSON.parse(line));
    }
  }

  async function followSteps(form) {
    const place = form.querySelector(".step");
    const headers = { Accept: "application/x-ndjson" };
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
    if (!answer.ok) return form.submit(); // the page says what is wrong with it
    for await (const { step, failed, address } of lines(answer.body)) {
      if (address) {
        history.replaceState(null, "", address);
        return location.reload();
      }
      place.textContent = step ?? failed;
    }
    form.removeAttribute("aria-busy");
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("[data-steps]")) return;
    event.preventDefault();
    followSteps(form).catch(() => {
      form.querySelector(".step").textContent = "The answer did not arrive. Reload the page to see whether it is there";
      form.removeAttribute("aria-busy");
    });
  });
})();
