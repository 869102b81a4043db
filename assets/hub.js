/* What the hub does in the browser alone: the list of KPIs, filtered while one types; the address keeps the filter. */
(function () {
  "use strict";
  function find(text, tier, category, status) {
    const words = (text || "").toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = {};
    Object.entries({ tier, category, status }).forEach(([name, value]) => { chosen[name] = value === "all" ? "" : value; });
    let left = 0;
    document.querySelectorAll("#find-rows > li").forEach((row) => {
      const fits =
        words.every((word) => row.dataset.words.includes(word)) &&
        Object.entries(chosen).every(([name, value]) => !value || row.dataset[name] === value);
      row.hidden = !fits;
      left += fits;
    });
    const none = document.getElementById("find-none");
    if (none) none.hidden = left > 0;
    const query = new URLSearchParams(location.search);
    Object.entries({ q: text, ...chosen }).forEach(([name, value]) => (value ? query.set(name, value) : query.delete(name)));
    const address = location.pathname + (query.size ? "?" + query : "");
    if (address !== location.pathname + location.search) history.replaceState(history.state, "", address);
    orders(text);
    return left === 1 ? "1 KPI" : left + " KPIs";
  }
  // orders that begin with what is typed, above the KPIs
  function orders(text) {
    const asked = (text || "").trim();
    const shown = document.getElementById("find-orders");
    if (!shown) return;
    window.prodstreamOrders(asked).then((found) => {
      const field = document.getElementById("find-text");
      if (!field || field.value.trim() !== asked) return;
      shown.hidden = !found.length;
      shown.querySelector("span").replaceChildren(...found.flatMap(([name, href]) => {
        const link = document.createElement("a");
        link.href = href;
        link.textContent = name;
        return [link, " "];
      }));
    });
  }
  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.hub = { find };
})();
