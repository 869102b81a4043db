/* The clock of a page that refreshes itself: it asks for nothing while the tab is hidden. */
(function () {
  "use strict";
  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.auto = {
    set(every) { return [1000 * (Number(every) || 3600), !Number(every)]; },
    tick(n, every) { return document.hidden || !Number(every) ? window.dash_clientside.no_update : [Number(every), n]; },
  };
})();
