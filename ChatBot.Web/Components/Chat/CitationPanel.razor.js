import { PageSheet } from '../../viewer/sheet.js';

const states = new WeakMap();
const Narrow = matchMedia('(max-width: 63.99rem)');
const ZoomStep = 1.25;

export function attach(root) {
  if (!root) return; // gone before the call came
  const end = new AbortController();
  const state = { end, sheet: null, url: null, opener: null };
  states.set(root, state);
  const options = { signal: end.signal };
  root.addEventListener('click', event => act(root, event.target.closest('[data-act]')?.dataset.act), options);
  document.addEventListener('keydown', event => onKey(root, event), options);
  Narrow.addEventListener('change', () => cover(root), options);
  cover(root);
}

export async function show(root, view) {
  const state = states.get(root);
  if (!state) return;
  state.opener = view.opener;
  state.chat = view.chat;
  globalThis.places.keep(state.chat, { citation: state.opener }); // open again when the page was loaded again
  const pages = root.querySelector('.pages');
  if (state.url !== view.document?.url) {
    state.sheet?.dispose();
    state.url = view.document?.url;
    state.sheet = view.document && new PageSheet(pages, view.document, {
      nameOf: page => root.dataset.sayPage.replace('{0}', page),
      tell: (page, count) => { root.querySelector('.where').textContent = root.dataset.sayWhere.replace('{0}', page).replace('{1}', count); },
    });
  }
  pages.focus({ preventScroll: true });
  if (!state.sheet) return;
  state.sheet.setPlaces(view.places, view.current);
  count(root);
  try {
    await state.sheet.opened;
  } catch {
    if (state.end.signal.aborted || state.url !== view.document.url) return;
    const text = document.createElement('p');
    text.textContent = root.dataset.sayProblem;
    root.querySelector('.problem').replaceChildren(text);
  }
}

export function detach(root) {
  const state = states.get(root);
  if (!state) return;
  state.end.abort();
  state.sheet?.dispose();
  if (state.chat) globalThis.places.keep(state.chat, { citation: undefined });
  uncover();
  const opener = document.getElementById(state.opener) ?? document.querySelector('#message');
  opener?.focus({ preventScroll: true });
}

function act(root, name) {
  const { sheet } = states.get(root);
  if (!sheet) return;
  if (name === 'next') sheet.step(1);
  else if (name === 'previous') sheet.step(-1);
  else if (name === 'larger') sheet.zoomBy(ZoomStep);
  else if (name === 'smaller') sheet.zoomBy(1 / ZoomStep);
  else if (name === 'fit') sheet.zoomTo(1);
  count(root);
}

function onKey(root, event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape') {
    event.preventDefault();
    root.querySelector('[data-act=close]').click();
    return;
  }
  if (!root.contains(event.target)) return;
  if (event.key === 'Tab' && Narrow.matches) return keepIn(root, event);
  const name = { n: 'next', p: 'previous', '+': 'larger', '=': 'larger', '-': 'smaller', 0: 'fit' }[event.key];
  if (!name) return;
  event.preventDefault();
  act(root, name);
}

function count(root) {
  const { sheet } = states.get(root);
  root.querySelector('.count').textContent = sheet.count > 1 ? root.dataset.sayCount.replace('{0}', sheet.current + 1).replace('{1}', sheet.count) : '';
}

// On a narrow window the panel covers the page, and is a modal dialog.
function cover(root) {
  root.ariaModal = Narrow.matches ? 'true' : null;
  for (const other of root.parentElement.children) if (other !== root && !other.matches('[role=status]')) other.inert = Narrow.matches;
}

function uncover() {
  for (const covered of document.querySelectorAll('[inert]')) covered.inert = false;
}

function keepIn(root, event) {
  const stops = [...root.querySelectorAll('button, [tabindex="0"]')].filter(stop => stop.offsetParent !== null || stop.getClientRects().length > 0);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (event.target !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}
