// Runs before the first paint and before anything else: the theme and the folded sidebar, so that nothing flashes; how code wraps; drafts,
// so that what is typed while the page still connects is kept, and sent if Enter was pressed; and the reader's place in the chat, or its end,
// so that it does not open at its beginning.
(() => {
  const root = document.documentElement;
  const read = (store, key) => { try { return store().getItem(key); } catch { return null; } };
  const keep = (store, key, value) => {
    try {
      if (value === null) store().removeItem(key);
      else store().setItem(key, value);
      return true;
    } catch {
      return false; // No room, or a private window.
    }
  };
  const tab = () => sessionStorage;
  const browser = () => localStorage;

  function apply(choice) {
    root.dataset.themeChoice = choice;
    if (choice === 'system') delete root.dataset.theme;
    else root.dataset.theme = choice;
    // The browser's own bar takes the page's colour: tokens.css has the same two.
    for (const bar of document.querySelectorAll('meta[name=theme-color]')) {
      bar.dataset.own ??= bar.content;
      bar.content = { light: '#f8f9f9', dark: '#141718' }[choice] ?? bar.dataset.own;
    }
  }

  globalThis.remembered = key => read(browser, key);
  globalThis.remember = (key, value) => keep(browser, key, value ?? null);
  if (read(browser, 'sidebar') === 'closed') root.dataset.sidebar = 'closed';

  // A language counts on the server: the page comes anew in it. What is being written is kept as a draft.
  document.addEventListener('change', event => {
    if (event.target.name !== 'language') return;
    const chosen = event.target.value;
    document.cookie = `chatbot-language=${chosen}; path=/; samesite=lax; max-age=${chosen ? 34560000 : 0}`;
    location.reload();
  });

  const known = choice => choice === 'light' || choice === 'dark' ? choice : 'system';
  apply(known(read(browser, 'theme')));
  addEventListener('storage', event => { if (event.key === 'theme') apply(known(event.newValue)); });
  document.addEventListener('change', event => {
    if (event.target.name !== 'theme') return;
    apply(known(event.target.value));
    keep(browser, 'theme', event.target.value === 'system' ? null : event.target.value);
  });

  // Whether long lines of code wrap, everywhere on the page.
  root.toggleAttribute('data-code-wrap', read(browser, 'code-wrap') === 'on');
  document.addEventListener('click', event => {
    if (event.target.closest?.('button[data-wrap]')) keep(browser, 'code-wrap', root.toggleAttribute('data-code-wrap') ? 'on' : null);
  });

  // A draft is kept for its tab, so that two tabs do not fight over one text, and a moment later for the browser, so that a closed tab
  // loses nothing. A tab's own draft counts first, also when it is empty.
  const waiting = new Map();
  const makeRoom = name => {
    try {
      for (const key of Object.keys(browser())) if (key.startsWith('draft:') && key !== name) browser().removeItem(key);
    } catch { /* a private window */ }
  };
  const store = name => {
    const { text, before } = waiting.get(name);
    waiting.delete(name);
    if (text === '') {
      if (read(browser, name) === before) keep(browser, name, null);
    } else if (!keep(browser, name, text)) {
      makeRoom(name);
      keep(browser, name, text);
    }
  };
  const storeAll = () => { for (const name of [...waiting.keys()]) store(name); };
  globalThis.drafts = {
    read: name => read(tab, `draft:${name}`) ?? read(browser, `draft:${name}`),
    keep(name, text) {
      name = `draft:${name}`;
      if (waiting.size === 0) setTimeout(storeAll, 300);
      waiting.set(name, { text, before: waiting.get(name)?.before ?? read(tab, name) ?? read(browser, name) });
      keep(tab, name, text);
    },
  };
  addEventListener('pagehide', storeAll);
  document.addEventListener('visibilitychange', storeAll);
  document.addEventListener('input', event => {
    const name = event.target.dataset?.draft;
    if (name) globalThis.drafts.keep(name, event.target.value);
    delete root.dataset.sendEarly;
  });
  document.addEventListener('keydown', event => {
    const { draft, ready } = event.target.dataset ?? {};
    if (!draft || ready !== undefined || !globalThis.sends(event)) return;
    event.preventDefault();
    if (event.target.value.trim()) root.dataset.sendEarly = draft;
  });

  // Whether a key sends. While an input method composes a word, Enter chooses a candidate (Safari reports that key as 229). Without a
  // keyboard, Enter is the only way to begin a line; the button sends.
  globalThis.sends = event =>
    event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229
    && (event.ctrlKey || event.metaKey || !matchMedia('(pointer: coarse) and (hover: none)').matches);

  // Where the reader is in each chat, and which citation stands open beside it, for this tab: they are there again when the page was loaded
  // again, by whomever, and when the reader comes back to a chat. Who goes to a chat by a link sees its end.
  globalThis.places = {
    comesBack: ['reload', 'back_forward'].includes(performance.getEntriesByType('navigation')[0]?.type),
    read(chat) {
      try { return JSON.parse(read(tab, `place:${chat}`)) ?? {}; } catch { return {}; }
    },
    keep(chat, change) {
      const place = { ...this.read(chat), ...change };
      keep(tab, `place:${chat}`, place.message || place.citation ? JSON.stringify(place) : null);
    },
    // Takes a list of messages to where its reader was. Whether it could: the message may not be on the page yet, or the end was in sight.
    restore(scroller) {
      const { message, offset } = this.comesBack ? this.read(scroller.dataset.chat) : {};
      const element = message && scroller.querySelector(`[data-message="${message}"]`);
      if (!element) return false;
      scroller.scrollTop += element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - offset;
      return true;
    },
  };
  addEventListener('popstate', () => { globalThis.places.comesBack = true; });
  addEventListener('click', event => { if (event.target.closest?.('a, button')) globalThis.places.comesBack = false; }, { capture: true });

  // A chat opens at its end, and the field with its draft, in every frame before their scripts are here too: while the page is still
  // coming, and when Blazor puts its own elements in the place of those that came with it.
  const scrollers = document.getElementsByClassName('scroller');
  const fields = document.getElementsByTagName('textarea');
  const moved = new WeakSet();
  for (const sign of ['wheel', 'touchmove', 'keydown']) {
    addEventListener(sign, event => {
      const scroller = event.target.closest?.('.scroller');
      if (scroller) moved.add(scroller);
    }, { passive: true });
  }
  new MutationObserver(() => {
    for (const scroller of scrollers) {
      if (scroller.dataset.ready !== undefined || moved.has(scroller)) continue;
      if (!globalThis.places.restore(scroller)) scroller.scrollTop = scroller.scrollHeight;
    }
    for (const field of fields) {
      const { draft, ready } = field.dataset;
      if (draft && ready === undefined && !field.value) field.value = globalThis.drafts.read(draft) ?? '';
    }
  }).observe(document, { childList: true, subtree: true });
})();
