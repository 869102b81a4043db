/* Runs in the head, before the first paint: the theme, and how numbers are written. Then the clientside callbacks, and the way out when a session ends. */
(function () {
  "use strict";
  const KEY = "prodstream-theme";
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try { return localStorage.getItem(KEY) || "system"; } catch (refused) { return "system"; }
  }

  function paint() {
    const choice = chosen();
    const dark = choice === "dark" || (choice === "system" && system.matches);
    document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
  }

  // how numbers are written: as the user chose, else as the browser's language has it; the server reads the cookie
  const NUMBERS = "prodstream-numbers";
  function written() {
    try { return localStorage.getItem(NUMBERS) || "browser"; } catch (refused) { return "browser"; }
  }
  function write() {
    let signs = written();
    if (signs === "browser") {
      const parts = new Intl.NumberFormat(navigator.language, { numberingSystem: "latn" }).formatToParts(1234567.5);
      signs = ["decimal", "group"].map((type) => (parts.find((part) => part.type === type) || {}).value || "").join("");
    }
    document.cookie = "numbers=" + encodeURIComponent(signs) + "; path=/; max-age=31536000; SameSite=Lax";
  }

  paint();
  write();
  system.addEventListener("change", paint);
  window.addEventListener("storage", paint); // another tab chose

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    prodstream: {
      theme(choice) {
        if (!choice) return chosen();
        try { localStorage.setItem(KEY, choice); } catch (refused) { /* private window: for this page only */ }
        paint();
        return window.dash_clientside.no_update;
      },
      numbers(choice) {
        if (!choice) return written();
        if (choice === written()) return window.dash_clientside.no_update;
        try { localStorage.setItem(NUMBERS, choice); } catch (refused) { return "browser"; }
        write();
        location.reload();
        return window.dash_clientside.no_update;
      },
      open(clicks, isOpen) { return clicks ? !isOpen : window.dash_clientside.no_update; },
      title(text) {
        document.title = text;
        return window.dash_clientside.no_update;
      },
    },
  });

  // A session that has ended answers 401 to whatever the page asks: go and sign in, and come back here.
  const ask = window.fetch;
  window.fetch = async function (...args) {
    const answer = await ask.apply(this, args);
    if (answer.status === 401) {
      const here = location.pathname + location.search;
      location.assign("/signin?next=" + encodeURIComponent(here));
    }
    return answer;
  };
})();
