import { watch } from '../../dialog.js';

const ends = new WeakMap();
const isMac = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform);
const Acts = { n: 'new', k: 'search', l: 'sidebar', o: 'settings', i: 'message', c: 'copy', u: 'edit' };

export function attach(sheet) {
  const end = new AbortController();
  ends.set(sheet, end);
  watch(sheet);
  if (isMac) {
    for (const key of sheet.querySelectorAll('[data-key=Alt]')) key.textContent = '⌃⌘';
    for (const key of sheet.querySelectorAll('[data-key=Ctrl]')) key.textContent = '⌘';
  }
  const single = sheet.querySelector('input[name=question-mark]');
  single.checked = globalThis.remembered('question-mark') !== 'off';
  single.addEventListener('change', () => globalThis.remember('question-mark', single.checked ? null : 'off'));
  document.addEventListener('click', event => { if (event.target.closest?.('[data-open=shortcuts]')) sheet.showModal(); }, { signal: end.signal });
  // On the window, behind everything on the page that may have taken the key already.
  window.addEventListener('keydown', event => onKey(event, sheet, single.checked), { signal: end.signal });
  sheet.dataset.ready = '';
}

export function detach(sheet) {
  ends.get(sheet)?.abort();
}

function onKey(event, sheet, takesQuestionMark) {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.repeat) return;
  if (document.querySelector('dialog[open], :popover-open')) return;
  const isTyping = event.target.closest?.('input:not([type=radio], [type=checkbox], [type=file]), textarea, select, [contenteditable]');
  const done = act => { if (act()) event.preventDefault(); };

  if (event.key === '/' && (isMac ? event.metaKey : event.ctrlKey) && !event.altKey) return done(() => { sheet.showModal(); return true; });
  if (event.key === '?' && takesQuestionMark && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) return done(() => { sheet.showModal(); return true; });
  if (event.key === 'Escape') return done(() => press('[data-shortcut=stop]'));
  if (event.key === 'ArrowUp' && event.target.id === 'message' && event.target.value === '' && noneOf(event)) return done(() => act('edit'));
  const isOurs = isMac ? event.ctrlKey && event.metaKey && !event.altKey : event.altKey && !event.ctrlKey && !event.metaKey;
  if (!isOurs || event.shiftKey || event.getModifierState('AltGraph')) return;
  const name = Acts[letterOf(event)];
  if (name) done(() => act(name));
}

// The letter on the key, or, where the keyboard writes no Latin letters, the one at its place.
function letterOf(event) {
  if (/^[a-z]$/i.test(event.key)) return event.key.toLowerCase();
  return event.code.startsWith('Key') ? event.code[3].toLowerCase() : '';
}

const noneOf = event => !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;

function act(name) {
  switch (name) {
    case 'message': return focus('#message');
    case 'copy': return press('.answer [data-copy=message]', true);
    case 'edit': return press('[data-edit]', true);
    case 'sidebar': return press('[data-toggle-sidebar]');
    case 'search':
      if (!visible('[data-shortcut=search]').length) press('[data-toggle-sidebar]');
      return focus('[data-shortcut=search]');
    default: return press(`[data-shortcut=${name}]`);
  }
}

function focus(selector) {
  const field = document.querySelector(selector);
  field?.focus();
  field?.select?.();
  return Boolean(field);
}

// A button that only shows itself under the pointer can be pressed too.
function press(selector, last = false) {
  const button = visible(selector).filter(found => !found.disabled && !found.ariaDisabled).at(last ? -1 : 0);
  button?.click();
  return Boolean(button);
}

const visible = selector => [...document.querySelectorAll(selector)].filter(found => found.checkVisibility({ visibilityProperty: true }));
