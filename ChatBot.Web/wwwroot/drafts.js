// What is written and not sent yet, for each chat, from before the first paint on: what is typed while the page still connects is kept, and
// sent if Enter was pressed. The field belongs to the chat that the reader has chosen last, also while the server still shows the one that
// was left: `trip` says where the reader is going, and composer.js ends it when the page is there.
(() => {
  const { tab, browser } = globalThis.kept;
  const root = document.documentElement;
  const message = () => document.getElementById('message');

  // A draft is kept for its tab, so that two tabs do not fight over one text, and a moment later for the browser, so that a closed tab
  // loses nothing. A tab's own draft counts first, also when it is empty.
  const waiting = new Map();
  const makeRoom = name => {
    for (const key of browser.keys()) if (key.startsWith('draft:') && key !== name) browser.keep(key, null);
  };
  const store = name => {
    const { text, before } = waiting.get(name);
    waiting.delete(name);
    if (text === '') {
      if (browser.read(name) === before) browser.keep(name, null);
    } else if (!browser.keep(name, text)) {
      makeRoom(name);
      browser.keep(name, text);
    }
  };
  const storeAll = () => { for (const name of [...waiting.keys()]) store(name); };
  const drafts = globalThis.drafts = {
    // On the way to another chat: the name of its draft, whether a new one is wanted at the address of the last, what was pressed meanwhile.
    trip: null,
    read: name => tab.read(`draft:${name}`) ?? browser.read(`draft:${name}`),
    keep(name, text) {
      name = `draft:${name}`;
      if (waiting.size === 0) setTimeout(storeAll, 300);
      waiting.set(name, { text, before: waiting.get(name)?.before ?? tab.read(name) ?? browser.read(name) });
      tab.keep(name, text);
    },
    // The name of the draft that a field shows; only the composer's travels.
    of: field => (field.id === 'message' && drafts.trip?.name) || field.dataset.draft,
    show(field) { field.value = drafts.read(drafts.of(field)) ?? ''; },
    // The page shows a chat. Where that is a new one, because the chosen one is gone, what was written on the way stays in the field.
    arrive(field) {
      const { name, isWritten } = drafts.trip;
      drafts.trip = null;
      const { draft } = field.dataset;
      if (draft === name) return;
      if (isWritten && draft === 'new') {
        drafts.keep(draft, [drafts.read(draft), field.value].filter(Boolean).join('\n'));
        drafts.keep(name, '');
      }
      drafts.show(field);
    },
    // The connection is back: what was sent or chosen may not have reached the server.
    goOn() {
      tell('back');
      if (!drafts.trip) return;
      drafts.trip = { ...drafts.trip };
      Blazor.navigateTo(location.href, { replaceHistoryEntry: true });
      tell('chosen');
    },
  };
  addEventListener('pagehide', storeAll);
  document.addEventListener('visibilitychange', storeAll);
  document.addEventListener('input', event => {
    if (!event.target.dataset?.draft) return;
    drafts.keep(drafts.of(event.target), event.target.value);
    if (drafts.trip && event.target.id === 'message') drafts.trip.isWritten = true;
    delete root.dataset.sendEarly;
  });
  document.addEventListener('keydown', event => {
    const { draft, ready } = event.target.dataset ?? {};
    if (!draft || ready !== undefined || !globalThis.sends(event)) return;
    event.preventDefault();
    if (event.target.value.trim()) root.dataset.sendEarly = drafts.of(event.target);
  });

  // The field shows its draft in every frame before its script is here too.
  const fields = document.getElementsByTagName('textarea');
  new MutationObserver(() => {
    for (const field of fields) {
      if (field.dataset.draft && field.dataset.ready === undefined && !field.value) drafts.show(field);
    }
  }).observe(document, { childList: true, subtree: true });

  // Told behind Blazor, which then has sent the server where the reader goes.
  const tell = what => setTimeout(() => message()?.dispatchEvent(new Event(what)));
  function go(name, isAfresh) {
    const field = message();
    if (!field) return;
    drafts.trip = { name, isAfresh };
    delete root.dataset.sendEarly;
    drafts.show(field);
    tell('chosen');
  }

  // The draft of the chat at an address; null where the address is no chat's.
  function chatAt(address) {
    if (!address.startsWith(document.baseURI)) return null;
    const [path] = address.slice(document.baseURI.length).split('?');
    return path === '' ? 'new' : /^chat\/([^/]+)$/.exec(path)?.[1] ?? null;
  }

  addEventListener('click', event => {
    const link = event.target.closest?.('a[href]');
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const name = link.target || link.hasAttribute('download') ? null : chatAt(link.href);
    if (name === null) return;
    const { connection } = root.dataset;
    const isHere = name === 'new' && chatAt(location.href) === 'new' && message()?.dataset.ready !== undefined;
    // Blazor, which could not tell the server, and would move the address all the same, leaves alone what is prevented.
    if (connection || isHere) event.preventDefault();
    if (connection === 'rejected') location.assign(link.href);
    else if (connection) return tell('unreachable');
    go(name, isHere);
    if (link.dataset.focus !== undefined) setTimeout(() => message()?.focus({ preventScroll: true })); // behind what closes the drawer
  }, { capture: true });
  addEventListener('popstate', () => {
    const name = chatAt(location.href.split('#')[0]);
    if (name !== null) go(name, false);
  });
})();
