/* The clock of a page that refreshes itself: it asks for nothing while the tab is hidden. */
(function () {
  "use strict";
  let missed = 0;
  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.auto = {
    set(every) { return [1000 * (Number(every) || 3600), !Number(every)]; },
    tick(n, every) {
      missed = document.hidden ? Number(every) : 0;
      return document.hidden || !Number(every) ? window.dash_clientside.no_update : [Number(every), n];
    },
  };
  // a tab that comes back is fresh at once
  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !missed || !document.getElementById("auto-every")) return;
    window.dash_clientside.set_props("auto-asked", { data: [missed, Date.now()] });
    missed = 0;
  });
})();
