/* When components come, Dash tells its store of each of them, and each time all that are on the page look whether it
   concerns them: a board of 700 looks half a million times. The topmost of those that came speaks for all within it. */
(function () {
  "use strict";
  const RESET = "RESET_COMPONENT_STATE";
  const stores = (window.dash_stores = window.dash_stores || []);

  function gather(store) {
    const dispatch = store.dispatch;
    let waiting = [];

    function tell() {
      const paths = new Map(waiting.map((action) => [action.payload.itempath.join(), action]));
      waiting = [];
      const within = (path) => [...path].some((sign, end) => sign === "," && paths.has(path.slice(0, end)));
      paths.forEach((action, path) => within(path) || dispatch(action));
    }

    store.dispatch = (action) => {
      if (action.type === RESET && action.payload.itempath) {
        if (waiting.push(action) === 1) queueMicrotask(tell);
        return action;
      }
      if (waiting.length) tell(); // in the order in which they came
      return dispatch(action);
    };
  }

  stores.push = function (...added) {
    added.forEach(gather);
    return Array.prototype.push.apply(this, added);
  };
})();
