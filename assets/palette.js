/* The command palette (Ctrl-K): every page and KPI of the user by a few letters, whose items stand on the search button, and orders by how they begin. */
(function () {
  "use strict";
  let dialog, field, list, items, at, orders = [];

  function build() {
    dialog = document.createElement("dialog");
    dialog.className = "palette";
    dialog.setAttribute("aria-label", "Go to a KPI, order or page");
    dialog.innerHTML =
      '<input type="text" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-label="Go to a KPI, order or page" ' +
      'placeholder="Go to a KPI, order or page" autocomplete="off" spellcheck="false"><ul id="palette-list" role="listbox" aria-label="Found"></ul>';
    document.body.append(dialog);
    [field, list] = dialog.children;
    field.addEventListener("input", () => { orders = []; show(); look(); });
    field.addEventListener("keydown", keys);
    list.addEventListener("click", (event) => { const one = event.target.closest("li"); if (one) go(one.dataset.href); });
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }

  function open() {
    const button = document.getElementById("palette-open");
    if (!button) return;
    if (!dialog) build();
    items = JSON.parse(button.dataset.items);
    field.value = "";
    orders = [];
    show();
    if (!dialog.open) dialog.showModal();
  }

  // orders are too many to stand on the button: the server finds those that begin with what is typed
  function look() {
    const asked = field.value.trim();
    window.prodstreamOrders(asked).then((found) => {
      if (!found.length || field.value.trim() !== asked) return;
      const chosen = at;
      orders = found.map(([name, href]) => [name, href, "Order"]);
      show();
      choose(chosen);
    });
  }
  window.prodstreamOrders = async function (asked) {
    const button = document.getElementById("palette-open");
    if (asked.length < 2 || !button) return [];
    try {
      const answer = await fetch(button.dataset.orders + "?q=" + encodeURIComponent(asked));
      return answer.ok ? await answer.json() : [];
    } catch (gone) { return []; } // no server: the KPIs are found all the same
  };

  // names that begin with the words first, then names that hold them
  function show() {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = items.filter(([name, , kind]) => words.every((word) => (name + " " + kind).toLowerCase().includes(word)));
    const rank = ([name]) => (words.length && name.toLowerCase().startsWith(words[0]) ? 0 : 1);
    const found = fits.sort((a, b) => rank(a) - rank(b)).slice(0, 12).concat(orders);
    list.replaceChildren(...found.map(([name, href, kind], place) => {
      const row = document.createElement("li");
      row.id = "palette-" + place;
      row.dataset.href = href;
      row.setAttribute("role", "option");
      const label = document.createElement("span");
      label.textContent = name;
      const what = document.createElement("small");
      what.textContent = kind;
      row.append(label, what);
      return row;
    }));
    if (!found.length) list.innerHTML = '<li role="option" aria-disabled="true"><span>Nothing of that name</span></li>';
    choose(0);
  }

  function choose(place) {
    const rows = [...list.children];
    at = (place + rows.length) % rows.length;
    rows.forEach((row, one) => row.setAttribute("aria-selected", String(one === at)));
    rows[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", rows[at].id);
  }

  function keys(event) {
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at - 1);
    else if (event.key === "Enter") { const href = list.children[at].dataset.href; if (href) go(href); }
    else return;
    event.preventDefault();
  }

  // as a dcc.Link does it: the address changes, and the Location hears of it
  function go(href) {
    dialog.close();
    history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });
  // "?" asks what this page shows, unless it is typed into something
  document.addEventListener("keydown", (event) => {
    const help = document.getElementById("help-open");
    if (event.key === "?" && help && !event.target.closest("input, select, textarea, dialog")) help.click();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("#palette-open")) open(); });
})();
