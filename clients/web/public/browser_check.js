// Runs before the app and without it, in any browser since 2010: says what is wrong when the app cannot.
// No word of this is newer than ECMAScript 5.
(function () {
  'use strict';

  function has(name) {
    return typeof window[name] !== 'undefined';
  }

  // What the app cannot do without. What it can do without (IndexedDB, service workers) is not here.
  var needed = {
    WebSocket: has('WebSocket'),
    BigInt: has('BigInt') && has('BigInt64Array'),
    fetch: has('fetch'),
    'crypto.getRandomValues': has('crypto') && typeof window.crypto.getRandomValues === 'function',
    structuredClone: has('structuredClone'),
    'Array.toSorted': typeof Array.prototype.toSorted === 'function',
    '<dialog>': has('HTMLDialogElement'),
    'modules': 'noModule' in document.createElement('script'),
  };
  var missing = [];
  for (var name in needed) if (!needed[name]) missing.push(name);

  function show(id, what) {
    document.documentElement.setAttribute('data-unfit', id);
    document.getElementById(id).removeAttribute('hidden');
    var places = document.querySelectorAll('#' + id + ' .what');
    for (var at = 0; at < places.length; at++) places[at].textContent = what;
    document.getElementById('starting').setAttribute('hidden', '');
  }

  if (missing.length > 0) {
    show('unfit', missing.join(', '));
    return;
  }
  // A file of the app that does not come, or that the browser cannot read. Once the app is there it
  // says itself what goes wrong.
  window.addEventListener(
    'error',
    function (event) {
      var failed = event.target && event.target.tagName === 'SCRIPT';
      var unreadable = event.error instanceof SyntaxError;
      if (!document.getElementById('starting') || !(failed || unreadable)) return;
      if (document.documentElement.hasAttribute('data-unfit')) return;
      show(failed ? 'unloaded' : 'unfit', failed ? '' : event.message);
    },
    true
  );
})();
