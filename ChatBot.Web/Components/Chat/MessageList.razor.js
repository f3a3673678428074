import { copyText } from '../../clipboard.js';
import { keepPlace } from '../../scrolling.js';

const lists = new WeakMap();
const Ahead = 1200;

export async function attach(scroller, content, earlier, latest, said, list) {
  if (!scroller) return; // gone before the call came
  const { comesBack } = globalThis.places;
  const place = comesBack ? globalThis.places.read(scroller.dataset.chat) : {};
  if (place.message && !(await isShown(place.message, scroller, list))) return;
  const end = new AbortController();
  const follow = keepPlace(scroller, content, latest, end.signal);
  lists.set(scroller, { follow, end });
  latest.addEventListener('click', () => { follow(); scroller.focus({ preventScroll: true }); });
  scroller.addEventListener('click', event => onClick(event, scroller, list, said));
  showEarlier(scroller, earlier, list, end.signal);
  rememberHeights(content.querySelector('ol'));
  scroller.dataset.ready = '';
  globalThis.places.comesBack = false;
  if (place.citation) document.getElementById(place.citation)?.click();
}

// Brings the message where the reader was onto the page. Whether there is still a list to attach to.
async function isShown(message, scroller, list) {
  try {
    if (!scroller.querySelector(`[data-message="${message}"]`)) await list.invokeMethodAsync('ShowFrom', message);
  } catch {
    // No connection: the chat opens at its end.
  }
  return scroller.isConnected;
}

export function detach(scroller) {
  lists.get(scroller)?.end.abort();
}

export function follow(scroller) {
  lists.get(scroller)?.follow();
}

// Only where the focus was here or has nowhere to be: nobody who is writing is torn away.
export function focus(scroller, id, selector) {
  if (!scroller) return;
  if (document.activeElement !== document.body && !scroller.contains(document.activeElement)) return;
  const message = scroller.querySelector(`[data-message="${id}"]`);
  const target = message?.querySelector(selector) ?? message?.querySelector('button') ?? scroller;
  target.focus({ preventScroll: true });
}

// Earlier messages come while the reader is still on the way to them. Looking for a word in the page needs them all, and so does printing it.
function showEarlier(scroller, earlier, list, signal) {
  let loading = null;
  let wantsMore = false;
  let wantsAll = false;
  const isNear = () => !earlier.hidden && earlier.getBoundingClientRect().bottom > scroller.getBoundingClientRect().top - Ahead;
  // What is wanted while a portion is on its way comes behind it.
  const load = async () => {
    earlier.ariaBusy = 'true';
    try {
      while (!earlier.hidden && (wantsAll || wantsMore || isNear())) {
        wantsMore = false;
        await list.invokeMethodAsync('ShowEarlier');
      }
    } catch {
      // No connection; the button stays.
    } finally {
      wantsMore = wantsAll = false;
      earlier.ariaBusy = 'false';
    }
  };
  const begin = () => loading ??= load().finally(() => { loading = null; });
  const more = () => { wantsMore = true; return begin(); };
  const all = () => { wantsAll = true; return begin(); };
  new IntersectionObserver(entries => { if (entries.at(-1).isIntersecting && !loading) more(); }, { root: scroller, rootMargin: `${Ahead}px 0px 0px` })
    .observe(earlier);
  earlier.addEventListener('click', () => {
    scroller.focus({ preventScroll: true });
    more();
  });
  document.addEventListener('keydown', async event => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const key = event.key.toLowerCase();
    if (key === 'f') all();
    if (key !== 'p' || earlier.hidden) return;
    event.preventDefault();
    await all();
    await new Promise(painted => requestAnimationFrame(() => requestAnimationFrame(painted)));
    print();
  }, { signal });
}

// The browser may leave a message out of the layout when it is far away, but only after it has seen how high it is.
function rememberHeights(messages) {
  const mark = added => requestAnimationFrame(() => requestAnimationFrame(() => {
    for (const message of added) if (message instanceof Element) message.dataset.laid = '';
  }));
  mark([...messages.children]);
  new MutationObserver(records => mark(records.flatMap(record => [...record.addedNodes]))).observe(messages, { childList: true });
}

function onClick(event, scroller, list, said) {
  const button = event.target.closest('button[data-copy]');
  if (button) {
    const id = button.closest('[data-message]').dataset.message;
    const text = button.dataset.copy === 'code'
      ? button.closest('.code').querySelector('pre').textContent
      : list.invokeMethodAsync('TextOf', id);
    return confirmCopy(button, copyText(text), scroller.dataset, said);
  }

  // The page's base address would send "#note" to the home page; jump here instead.
  const link = event.target.closest('a[href^="#"]');
  const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (link) event.preventDefault();
  if (target) {
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: 'center' });
  }
}

async function confirmCopy(button, copying, words, said) {
  const done = await copying;
  button.dataset.copied = done ? 'yes' : 'no';
  button.dataset.result = done ? words.copied : words.notCopied;
  clearTimeout(button.copyTimer);
  button.copyTimer = setTimeout(() => { delete button.dataset.copied; said.textContent = ''; }, 1600);
  said.textContent = done ? words.sayCopied : words.sayNotCopied;
}
