import { copyText } from '../../clipboard.js';

const states = new WeakMap();
const AtBottom = 4;
const WorthOffering = 48;

// Follows the newest text only while the reader is at the bottom. The slightest move upward lets go; being at the bottom again takes
// hold. While it has let go, nothing here moves the page.
export function attach(scroller, content, latest, said, list) {
  const state = { following: true, top: 0 };
  states.set(scroller, state);

  const distance = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  const offer = () => { latest.hidden = state.following || distance() < WorthOffering; };
  const settle = () => {
    if (state.following) scroller.scrollTop = scroller.scrollHeight;
    state.top = scroller.scrollTop;
    offer();
  };
  const letGo = () => { state.following = false; };
  state.follow = () => { state.following = true; settle(); };

  scroller.addEventListener('scroll', () => {
    const movedUp = scroller.scrollTop < state.top - 0.5;
    state.top = scroller.scrollTop;
    if (distance() <= AtBottom) state.following = true;
    else if (movedUp) letGo();
    offer();
  }, { passive: true });
  // The wheel and the keys speak before the scroll event does: text that comes in between must not pull the reader back.
  scroller.addEventListener('wheel', event => { if (event.deltaY < 0 && scroller.scrollTop > 0) letGo(); }, { passive: true });
  scroller.addEventListener('keydown', event => {
    if (['ArrowUp', 'PageUp', 'Home'].includes(event.key) && scroller.scrollTop > 0) letGo();
  });
  let touch = 0;
  scroller.addEventListener('touchstart', event => { touch = event.touches[0].clientY; }, { passive: true });
  scroller.addEventListener('touchmove', event => {
    if (event.touches[0].clientY > touch && scroller.scrollTop > 0) letGo();
    touch = event.touches[0].clientY;
  }, { passive: true });

  latest.addEventListener('click', () => { state.follow(); scroller.focus({ preventScroll: true }); });
  scroller.addEventListener('click', event => onClick(event, scroller, list, said));

  const watcher = new ResizeObserver(settle);
  watcher.observe(content);
  watcher.observe(scroller);
  settle();
}

export function follow(scroller) {
  states.get(scroller)?.follow();
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
