// Runs before the first paint and before anything else: the theme, so that no wrong colour flashes; drafts, so that what is typed while
// the page still connects is kept, and sent if Enter was pressed; and the end of the chat, so that it does not open at its beginning.
(() => {
  const root = document.documentElement;
  const read = (store, key) => { try { return store.getItem(key); } catch { return null; } };
  const keep = (store, key, value) => { try { value ? store.setItem(key, value) : store.removeItem(key); } catch { /* private mode */ } };

  function apply(choice) {
    root.dataset.themeChoice = choice;
    if (choice === 'system') delete root.dataset.theme;
    else root.dataset.theme = choice;
  }

  const known = choice => choice === 'light' || choice === 'dark' ? choice : 'system';
  apply(known(read(localStorage, 'theme')));
  addEventListener('storage', event => { if (event.key === 'theme') apply(known(event.newValue)); });
  document.addEventListener('change', event => {
    if (event.target.name !== 'theme') return;
    apply(known(event.target.value));
    keep(localStorage, 'theme', event.target.value === 'system' ? null : event.target.value);
  });
  document.addEventListener('input', event => {
    const name = event.target.dataset?.draft;
    if (name) keep(sessionStorage, `draft:${name}`, event.target.value);
    delete root.dataset.sendEarly;
  });
  document.addEventListener('keydown', event => {
    const { draft, ready } = event.target.dataset ?? {};
    if (!draft || ready !== undefined || !globalThis.sends(event)) return;
    event.preventDefault();
    if (event.target.value.trim()) root.dataset.sendEarly = draft;
  });

  // A chat opens at its end, in every frame before its script is here too: while the page is still coming, and when Blazor puts its own
  // elements in the place of those that came with it.
  const scrollers = document.getElementsByClassName('scroller');
  const moved = new WeakSet();
  for (const sign of ['wheel', 'touchmove', 'keydown']) {
    addEventListener(sign, event => {
      const scroller = event.target.closest?.('.scroller');
      if (scroller) moved.add(scroller);
    }, { passive: true });
  }
  new MutationObserver(() => {
    for (const scroller of scrollers) {
      if (scroller.dataset.ready === undefined && !moved.has(scroller)) scroller.scrollTop = scroller.scrollHeight;
    }
  }).observe(document, { childList: true, subtree: true });

  // Whether a key sends. While an input method composes a word, Enter chooses a candidate (Safari reports that key as 229). Without a
  // keyboard, Enter is the only way to begin a line; the button sends.
  globalThis.sends = event =>
    event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229
    && (event.ctrlKey || event.metaKey || !matchMedia('(pointer: coarse) and (hover: none)').matches);
})();
