// Runs before the first paint and before anything else: the theme and the folded sidebar, so that nothing flashes; how code wraps; and the
// reader's place in the chat, or its end, so that it does not open at its beginning. Drafts, as early, are in drafts.js.
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
  globalThis.kept = {
    tab: { read: key => read(tab, key), keep: (key, value) => keep(tab, key, value) },
    browser: { read: key => read(browser, key), keep: (key, value) => keep(browser, key, value), keys: () => { try { return Object.keys(localStorage); } catch { return []; } } },
  };

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

  // A chat opens at its end in every frame before its script is here too: while the page is still coming, when Blazor puts its own elements
  // in the place of those that came with it, and when what stands around it takes its height.
  const scrollers = document.getElementsByClassName('scroller');
  const moved = new WeakSet();
  for (const sign of ['wheel', 'touchmove', 'keydown']) {
    addEventListener(sign, event => {
      const scroller = event.target.closest?.('.scroller');
      if (scroller) moved.add(scroller);
    }, { passive: true });
  }
  const settle = scroller => {
    if (scroller.dataset.ready !== undefined || moved.has(scroller)) return;
    if (!globalThis.places.restore(scroller)) scroller.scrollTop = scroller.scrollHeight;
  };
  const sized = new WeakSet();
  const sizes = new ResizeObserver(() => [...scrollers].forEach(settle));
  new MutationObserver(() => {
    for (const scroller of scrollers) {
      settle(scroller);
      for (const part of [scroller, scroller.firstElementChild]) {
        if (!part || sized.has(part)) continue;
        sized.add(part);
        sizes.observe(part);
      }
    }
  }).observe(document, { childList: true, subtree: true });
})();
