// Runs before the first paint, in any browser however old: plain ES5, no dependencies.
(function () {
  var root = document.documentElement;

  // Elder mode must be there before anything is painted, or the page would jump.
  try {
    var elder = localStorage.getItem('vs-elder');
    if (elder) root.setAttribute('data-elder', elder);
    // So must the place of the next appointment, if there is one.
    if (localStorage.getItem('vs-next') !== null) root.setAttribute('data-next', '');
  } catch (_) { /* storage is blocked: the ordinary look */ }

  // Another page than the first was asked for: the first page's static HTML waits unseen until the
  // app draws the right one, and shows if the app cannot start (style: html[data-deep]).
  if (location.pathname !== '/') root.setAttribute('data-deep', '');

  // The switch works before the app has arrived, and where it never does.
  document.addEventListener('click', function (event) {
    var button = document.getElementById('elder');
    if (!button || !button.contains(event.target)) return;
    var on = !root.hasAttribute('data-elder');
    if (on) root.setAttribute('data-elder', 'on');
    else root.removeAttribute('data-elder');
    button.setAttribute('aria-pressed', String(on));
    try {
      if (on) localStorage.setItem('vs-elder', 'on');
      else localStorage.removeItem('vs-elder');
    } catch (_) { /* for this visit only, then */ }
  }, true);
  whenParsed(function () {
    var button = document.getElementById('elder');
    if (button) button.setAttribute('aria-pressed', String(root.hasAttribute('data-elder')));
  });

  function show(id) {
    var box = document.getElementById(id);
    if (box) box.hidden = false;
  }

  function whenParsed(action) {
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', action);
    else action();
  }

  function modern() {
    try {
      // A module that takes an externref: what the app's own module is compiled to.
      var probe = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 111, 0]);
      return 'noModule' in HTMLScriptElement.prototype
        && typeof BigInt === 'function'
        && typeof indexedDB !== 'undefined'
        && WebAssembly.validate(probe);
    } catch (_) {
      return false;
    }
  }

  if (!modern()) {
    root.setAttribute('data-boot', 'too-old');
    whenParsed(function () { show('too-old'); });
    return;
  }

  // The app's own script did not arrive: say so. (Later failures are the app's to show.)
  window.addEventListener('error', function (event) {
    var from = event.target;
    if (from && from.tagName === 'SCRIPT') {
      root.setAttribute('data-boot', 'failed');
      whenParsed(function () { show('not-loaded'); });
    }
  }, true);
})();
