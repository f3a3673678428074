import { watch } from '../../dialog.js';
import { placeMenu, keysOfMenu } from '../../menu.js';

const states = new WeakMap();
const Narrow = matchMedia('(max-width: 63.99rem)');
const Debounce = 200;
const root = document.documentElement;

export function attach(sidebar, page) {
  const end = new AbortController();
  const on = (target, name, act, options) => target.addEventListener(name, act, { ...options, signal: end.signal });
  const state = { end, page };
  states.set(sidebar, state);
  watchDrawer(sidebar, on);
  watchSearch(sidebar, page, on);
  watchMenu(sidebar, page, on);
  watchListMenu(sidebar, page, on);
  watchTitle(sidebar, page, on);
  state.observer = new IntersectionObserver(entries => {
    if (entries.at(-1).isIntersecting && sidebar.querySelector('.rest').dataset.hasMore !== undefined) page.invokeMethodAsync('More');
  }, { root: sidebar.querySelector('.list'), rootMargin: '400px 0px' });
  state.observer.observe(sidebar.querySelector('.rest'));
  // The sentinel does not move when what came does not fill the column: look again.
  state.grown = new MutationObserver(() => { state.observer.disconnect(); state.observer.observe(sidebar.querySelector('.rest')); });
  state.grown.observe(sidebar.querySelector('.list'), { childList: true, subtree: true });
  const choice = sidebar.querySelector('select[name=language]');
  choice.value = document.cookie.match(/(?:^|; )chatbot-language=(\w+)/)?.[1] ?? '';
  sidebar.dataset.ready = '';
  page.invokeMethodAsync('Begin', zone() ?? null);
}

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function detach(sidebar) {
  const state = states.get(sidebar);
  if (!state) return;
  state.end.abort();
  state.observer.disconnect();
  state.grown.disconnect();
  closeDrawer(sidebar, false);
}

// Wide: a column, and whether it is folded away is remembered. Narrow: a drawer over the page, modal while it is open.
function watchDrawer(sidebar, on) {
  const tell = () => {
    const open = Narrow.matches ? root.dataset.drawer === 'open' : root.dataset.sidebar !== 'closed';
    for (const button of document.querySelectorAll('[data-toggle-sidebar]')) button.ariaExpanded = String(open);
  };
  on(document, 'click', event => {
    const toggle = event.target.closest?.('[data-toggle-sidebar]');
    if (toggle) {
      if (Narrow.matches) {
        if (root.dataset.drawer === 'open') closeDrawer(sidebar, true);
        else openDrawer(sidebar, toggle);
      } else {
        const inside = sidebar.contains(toggle);
        if (root.dataset.sidebar === 'closed') delete root.dataset.sidebar;
        else root.dataset.sidebar = 'closed';
        globalThis.remember('sidebar', root.dataset.sidebar);
        // The button that was pressed is gone with what it folded away; its twin is the way back.
        document.querySelector(inside ? '.bar [data-toggle-sidebar]' : '.sidebar [data-toggle-sidebar]')?.focus();
      }
      tell();
    } else if (event.target.closest?.('[data-close-sidebar]')) {
      closeDrawer(sidebar, true);
      tell();
    } else if (root.dataset.drawer === 'open' && event.target.closest?.('.sidebar a')) {
      closeDrawer(sidebar, false);
      tell();
    }
  });
  on(document, 'keydown', event => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing || root.dataset.drawer !== 'open') return;
    if (sidebar.querySelector(':popover-open')) return;
    event.preventDefault();
    closeDrawer(sidebar, true);
    tell();
  });
  on(Narrow, 'change', () => { closeDrawer(sidebar, false); tell(); });
  tell();
}

function openDrawer(sidebar, opener) {
  states.get(sidebar).opener = opener;
  root.dataset.drawer = 'open';
  sidebar.setAttribute('role', 'dialog');
  sidebar.ariaModal = 'true';
  for (const other of sidebar.parentElement.children) if (other !== sidebar && !other.matches('.scrim, dialog, [role=status]')) other.inert = true;
  sidebar.querySelector('[data-toggle-sidebar]').focus({ preventScroll: true });
}

function closeDrawer(sidebar, givesBack) {
  if (root.dataset.drawer !== 'open') return;
  delete root.dataset.drawer;
  sidebar.setAttribute('role', 'complementary');
  sidebar.ariaModal = null;
  for (const other of sidebar.parentElement?.children ?? []) other.inert = false;
  const state = states.get(sidebar);
  if (givesBack) state.opener?.focus({ preventScroll: true });
  else document.activeElement?.blur();
}

function watchSearch(sidebar, page, on) {
  const field = sidebar.querySelector('input[type=search]');
  let timer;
  const search = wait => {
    clearTimeout(timer);
    timer = setTimeout(() => page.invokeMethodAsync('Search', field.value).catch(() => { }), wait);
  };
  on(field, 'input', event => { if (!event.isComposing) search(field.value ? Debounce : 0); });
  on(sidebar.querySelector('.clear'), 'click', () => { field.value = ''; search(0); field.focus(); });
  on(field, 'compositionend', () => search(Debounce));
  on(field, 'keydown', event => {
    if (event.isComposing) return;
    if (event.key === 'Escape' && field.value) {
      event.preventDefault();
      field.value = '';
      search(0);
    } else if (event.key === 'Enter') {
      search(0);
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      sidebar.querySelector('.row a')?.focus();
    }
  });
  // Up and down walk through the chats, as in any list; Tab still stops at each.
  on(sidebar.querySelector('.list'), 'keydown', event => {
    if (!event.target.matches('.row a') || !['ArrowDown', 'ArrowUp'].includes(event.key)) return;
    event.preventDefault();
    const links = [...sidebar.querySelectorAll('.row a')];
    const next = links.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1);
    if (next < 0) field.focus();
    else links[next]?.focus();
  });
}

function watchMenu(sidebar, page, on) {
  const menu = sidebar.querySelector('#chat-menu');
  let button;
  on(sidebar, 'click', event => {
    const pressed = event.target.closest('.more');
    if (!pressed) return;
    if (menu.matches(':popover-open') && button === pressed) return menu.hidePopover();
    button = pressed;
    const isPinned = button.closest('.row').dataset.pinned !== undefined;
    menu.querySelector('[data-act=pin]').hidden = isPinned;
    menu.querySelector('[data-act=unpin]').hidden = !isPinned;
    placeMenu(menu, button);
  });
  on(menu, 'toggle', event => button?.closest('.row')?.toggleAttribute('data-open', event.newState === 'open'));
  keysOfMenu(menu, on, () => button);
  on(menu, 'click', async event => {
    const act = event.target.closest('[data-act]')?.dataset.act;
    const row = button?.closest('.row');
    if (!act || !row) return;
    menu.hidePopover();
    if (act === 'markdown' || act === 'json') {
      download(`chats/${row.dataset.chat}/export?format=${act}&zone=${encodeURIComponent(zone() ?? '')}`);
      return button.focus();
    }
    const neighbour = act === 'delete' ? (row.nextElementSibling ?? row.previousElementSibling)?.querySelector('a') : null;
    await page.invokeMethodAsync('Act', row.dataset.chat, act);
    if (act === 'rename') {
      const field = sidebar.querySelector('.rename');
      field?.focus();
      field?.setSelectionRange(0, field.value.length, 'backward'); // a long title shows its beginning
    } else if (act === 'delete') {
      (neighbour?.isConnected ? neighbour : sidebar.querySelector('.fresh')).focus();
    } else {
      button.focus();
    }
  });
}

function watchListMenu(sidebar, page, on) {
  const dialog = document.getElementById('delete-all');
  watch(dialog);
  const menu = sidebar.querySelector('#chats-menu');
  const button = sidebar.querySelector('.all');
  on(button, 'click', () => {
    if (menu.matches(':popover-open')) menu.hidePopover();
    else placeMenu(menu, button);
  });
  keysOfMenu(menu, on, () => button);
  on(menu, 'click', event => {
    const act = event.target.closest('[data-act]')?.dataset.act;
    if (!act) return;
    menu.hidePopover();
    button.focus();
    if (act === 'import') sidebar.querySelector('.import').click();
    else if (act === 'export') download(`chats/export?zone=${encodeURIComponent(zone() ?? '')}`);
    else dialog.showModal();
  });
  on(dialog.querySelector('[data-confirm]'), 'click', () => page.invokeMethodAsync('DeleteAll'));
}

function watchTitle(sidebar, page, on) {
  const finish = (field, isKept, comesBack) => {
    if (field.dataset.done !== undefined) return;
    field.dataset.done = '';
    const id = field.closest('.row').dataset.chat;
    page.invokeMethodAsync('Rename', id, isKept ? field.value : null)
      .then(() => { if (comesBack) sidebar.querySelector(`[data-chat="${id}"] a`)?.focus(); })
      .catch(() => { delete field.dataset.done; }); // no connection: it can be tried again
  };
  on(sidebar, 'keydown', event => {
    if (!event.target.matches('.rename') || event.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    finish(event.target, event.key === 'Enter', true);
  });
  on(sidebar, 'focusout', event => { if (event.target.matches('.rename')) finish(event.target, true, false); });
}

// The server names the file. A link that downloads is none that the page follows.
function download(address) {
  const link = document.createElement('a');
  link.href = address;
  link.download = '';
  link.click();
}
