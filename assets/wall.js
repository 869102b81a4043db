/* The pages of the wallboard take turns; the arrow keys turn them too. */
(function () {
  "use strict";
  let at = 0;
  function show() {
    const pages = document.querySelectorAll(".wall-page");
    pages.forEach((page, place) => { page.hidden = place !== at % pages.length; });
    return at;
  }
  window.dash_clientside = Object.assign({}, window.dash_clientside);
  window.dash_clientside.wall = {
    turn() {
      const asked = window.dash_clientside.callback_context.triggered_id;
      if (asked === "wall-turn") at += 1;
      requestAnimationFrame(show);
      return at;
    },
  };
  document.addEventListener("keydown", (event) => {
    if (!document.querySelector(".wall")) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) { at = Math.max(at + step, 0); show(); }
  });
})();
