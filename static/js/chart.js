// Charts: <div data-chart="spec"> draws the JSON in <script type="application/json" id="spec">.
(() => {
  "use strict";

  const { plotly, template } = document.currentScript.dataset;
  const CONFIG = { responsive: true, displayModeBar: false };
  // Its own rules, and those of the map library inside it (an id that may change with the locked plotly version).
  const STYLE_IDS = ["plotly.js-style-global", "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53"];
  let loading;

  // Plotly leaves out its style elements, which the content security policy would block, where these ids are taken.
  // The rules that our charts need are in components.css.
  function reserveStyles() {
    for (const id of STYLE_IDS) {
      if (document.getElementById(id)) continue;
      const taken = document.createElement("meta");
      taken.id = id;
      taken.className = "no-inline-styles";
      document.head.append(taken);
    }
  }

  function addScript(src) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`${src} did not load`)));
      script.src = src;
      document.head.append(script);
    });
  }

  // Nearly five megabytes: only where there is a chart, once, and never before the rest of the page.
  function load() {
    const look = () => fetch(template).then((answer) => answer.json());
    loading ??= (reserveStyles(), Promise.all([look(), addScript(plotly)]).then(([found]) => found));
    return loading;
  }

  function fail(place) {
    loading = undefined;
    const sentence = document.createElement("p");
    sentence.className = "chart-error";
    sentence.textContent = "This chart did not load. Reload the page to try again";
    place.replaceChildren(sentence);
    place.setAttribute("role", "alert");
  }

  // A bar carries the address of the list behind it as customdata.
  function follow({ points }) {
    const address = [points[0]?.customdata].flat()[0];
    if (typeof address === "string" && address.startsWith("/")) location.assign(address);
  }

  // Where there is no room, every third of many names is written.
  function thin(axis, place) {
    if (!(axis?.tickvals?.length > 8) || place.clientWidth > 480) return axis;
    const third = (names) => names.filter((_, index) => index % 3 === 0);
    return { ...axis, tickvals: third(axis.tickvals), ticktext: third(axis.ticktext) };
  }

  async function draw(place) {
    try {
      const spec = JSON.parse(document.getElementById(place.dataset.chart).textContent);
      const look = await load();
      if (!place.isConnected) return;
      const layout = { ...spec.layout, template: look };
      if (layout.xaxis) layout.xaxis = thin(layout.xaxis, place);
      await window.Plotly.newPlot(place, spec.data, layout, CONFIG);
      place.on("plotly_click", follow);
    } catch (error) {
      console.error(error);
      fail(place);
    }
  }

  // The root itself may be the chart that is swapped.
  document.addEventListener("htmx:load", ({ detail: { elt } }) => {
    for (const place of [elt, ...elt.querySelectorAll("[data-chart]")]) if (place.matches("[data-chart]")) draw(place);
  });
  // A sheet of paper is narrower than most windows, and drawings do not shrink by themselves.
  const PAPER = 620;
  for (const [event, width] of [["beforeprint", PAPER], ["afterprint", null]]) {
    window.addEventListener(event, () => {
      for (const place of document.querySelectorAll(".js-plotly-plot")) {
        window.Plotly.relayout(place, { width, autosize: width === null });
      }
    });
  }

  document.addEventListener("htmx:beforeCleanupElement", ({ detail }) => {
    if (detail.elt.matches?.(".js-plotly-plot")) window.Plotly.purge(detail.elt);
  });
})();
