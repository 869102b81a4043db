/* What the KPI page does in the browser alone: choices into the address, sorting, the theme of charts, copying the link. */
(function () {
  "use strict";
  const theme = () => document.documentElement.getAttribute("data-bs-theme") || "light";

  function choose(values, _clicks, choices, dates, fields, usual, search) {
    if (!choices.length) return window.dash_clientside.no_update;
    const query = new URLSearchParams(search);
    const before = query.toString();
    const put = (name, value, plain) => (value && value !== plain ? query.set(name, value) : query.delete(name));
    const chosen = {};
    choices.forEach((id, at) => {
      chosen[id.name] = values[at];
      put(id.name, values[at], usual[0][id.name]);
    });
    fields.forEach((id, at) => {
      const owner = id.name.startsWith("compare") ? "compare" : "period";
      put(id.name, chosen[owner] === "custom" ? dates[at] || "?" : null);
    });
    query.set("factory", usual[0].factory);
    if (query.toString() === before) return window.dash_clientside.no_update;
    keepFocus();
    return "?" + query.toString();
  }

  // the page comes anew with the choice: whoever made it with the keyboard stays where they were
  function keepFocus() {
    const left = document.activeElement;
    if (!left || !left.id) return;
    new MutationObserver((_, watch) => {
      const found = document.getElementById(left.id);
      if (!found || found === left) return;
      watch.disconnect();
      if (document.activeElement === document.body) found.focus({ preventScroll: true });
    }).observe(document.getElementById("view"), { childList: true, subtree: true });
  }

  // the filter, as a dcc.Link does it: the address changes, and the Location hears of it
  document.addEventListener("change", (event) => {
    const chosen = event.target;
    if (!chosen.matches("select.filter-only, select.filter-and")) return;
    const query = new URLSearchParams(location.search);
    const entity = (text) => (text || "").split(":")[0];
    query.delete("by"); // the breakdown of one filter need not go with another
    const name = chosen.matches(".filter-and") ? "and" : "where";
    if (chosen.value) query.set(name, chosen.value);
    else query.delete(name);
    // of one entity there is one filter, and without the first there is no second
    if (name === "where" && (!chosen.value || entity(chosen.value) === entity(query.get("and")))) query.delete("and");
    keepFocus();
    history.pushState({}, "", location.pathname + "?" + query);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  });

  // by the number or text of each cell; what has none stays last, whatever the direction
  function sort(_clicks, wanted, rows, now) {
    const asked = window.dash_clientside.callback_context.triggered_id;
    if (!asked) return Array(2).fill(window.dash_clientside.no_update);
    if (asked.part === "find") return [found(wanted[0], rows), now.map(() => window.dash_clientside.no_update)];
    const at = asked.column;
    const numeric = rows.some((row) => typeof value(row, at) === "number");
    const up = now[at] ? now[at] !== "ascending" : !numeric;
    const sorted = rows.map((row, place) => [value(row, at), place, row]).sort((a, b) => {
      if (a[0] === undefined || b[0] === undefined) return (a[0] === undefined) - (b[0] === undefined) || a[1] - b[1];
      const order = numeric ? a[0] - b[0] : String(a[0]).localeCompare(String(b[0]), undefined, { numeric: true });
      return (up ? order : -order) || a[1] - b[1];
    });
    return [sorted.map((one) => one[2]), now.map((_, place) => (place === at ? (up ? "ascending" : "descending") : null))];
  }

  // every word of it somewhere in the words of the row; its numbers do not count
  function found(wanted, rows) {
    const words = (wanted || "").toLowerCase().split(/\s+/).filter(Boolean);
    return rows.map((row) => {
      const named = row.props.children.filter((cell) => !/(^| )n( |$)/.test(cell.props.className || ""));
      const text = said(named).toLowerCase();
      return { ...row, props: { ...row.props, hidden: !words.every((word) => text.includes(word)) } };
    });
  }
  const said = (part) =>
    Array.isArray(part) ? part.map(said).join(" ") : part && part.props ? said(part.props.children) : String(part ?? "");
  const value = (row, at) => row.props.children[at].props["data-by"];

  function toggle(clicks, hidden) {
    if (!clicks) return Array(4).fill(window.dash_clientside.no_update);
    return [hidden, !hidden, hidden ? "Show as chart" : "Show as table", String(hidden)];
  }

  // the drawing as a file, as large as it is on screen; a PNG twice as fine
  function picture() {
    const asked = window.dash_clientside.callback_context.triggered_id;
    const graph = document.querySelector(".chart-panel .js-plotly-plot");
    if (asked && graph) {
      const { width, height } = graph.getBoundingClientRect();
      const scale = asked.kind === "png" ? 2 : 1;
      window.Plotly.downloadImage(graph, { format: asked.kind, width, height, scale, filename: asked.kpi });
    }
    return window.dash_clientside.no_update;
  }

  const drawn = {}; // the figure of each graph, by its id
  const key = (id) => JSON.stringify(Object.entries(id).sort());

  // a figure names its colours, "var(--accent)" or faint "var(--accent/0.08)"; plotly wants them mixed
  const TOKEN = /^var\(--([\w-]+)(?:\/([\d.]+))?\)$/;
  function paint(figure, name) {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.setAttribute("data-bs-theme", name);
    const ink = getComputedStyle(probe);
    const mix = (_, token, opacity) => {
      const colour = ink.getPropertyValue("--" + token).trim();
      if (!opacity) return colour;
      return `rgba(${[1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))},${opacity})`;
    };
    const painted = (part) => {
      if (typeof part === "string") return part.replace(TOKEN, mix);
      if (Array.isArray(part)) return part.map(painted);
      if (!part || typeof part !== "object") return part;
      return Object.fromEntries(Object.entries(part).map(([name, own]) => [name, painted(own)]));
    };
    const made = painted(figure);
    probe.remove();
    return made;
  }

  function draw(figure) {
    drawn[key(window.dash_clientside.callback_context.outputs_list.id)] = figure;
    return paint(figure, theme());
  }

  // on paper a chart is light and as wide as the sheet; a browser waits for nothing here, so plotly is told itself
  function paper(printing) {
    document.querySelectorAll(".dash-graph[id^='{']").forEach((graph) => {
      const named = drawn[key(JSON.parse(graph.id))];
      const plot = graph.querySelector(".js-plotly-plot");
      if (!named || !plot) return;
      const figure = paint(named, printing ? "light" : theme());
      const size = printing ? { autosize: false, width: 664, height: plot.offsetHeight } : { autosize: true };
      window.Plotly.react(plot, figure.data, { ...figure.layout, ...size }, { displayModeBar: false, responsive: !printing });
    });
  }
  window.addEventListener("beforeprint", () => paper(true));
  window.addEventListener("afterprint", () => paper(false));

  function copy(clicks, href) {
    if (!clicks) return window.dash_clientside.no_update;
    const text = location.origin + href;
    const show = () => {
      window.prompt("The link to exactly this", text);
      return window.dash_clientside.no_update;
    };
    // without https a browser has no clipboard for pages, and a user may deny it
    return navigator.clipboard ? navigator.clipboard.writeText(text).then(() => "Copied", show) : show();
  }

  window.dash_clientside.kpi = { choose, sort, toggle, draw, copy, picture };

  // the theme changed, by the user or the system: every chart on the page is painted again
  new MutationObserver(() => {
    document.querySelectorAll(".dash-graph[id^='{']").forEach((graph) => {
      window.dash_clientside.set_props({ ...JSON.parse(graph.id), part: "painted" }, { data: theme() });
    });
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
})();
