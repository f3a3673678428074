const AtBottom = 4;
const WorthOffering = 48;

// Where the reader is. At the bottom the newest text is followed; the slightest move upward lets go, and from then on the line that is
// being read stays where it is, whatever grows, settles or comes in above and below it. The browser's own scroll anchoring is switched
// off in the stylesheet: it does nothing at the very top, where earlier messages come in, and Safari has none. Returns a function that
// follows again. What listens beyond the list ends with the signal. Where the reader is, is kept for the tab: early.js says what for.
export function keepPlace(scroller, content, latest, signal) {
  const state = { following: true, pressed: false, top: 0, height: 0, anchors: [] };

  const distance = () => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
  const offer = () => { latest.hidden = state.following || distance() < WorthOffering; };
  const place = element => element.getBoundingClientRect().top - content.getBoundingClientRect().top;
  const take = elements => { state.anchors = elements.filter(Boolean).map(element => ({ element, place: place(element) })); };
  const anchor = message => take(message ? [message, message.previousElementSibling] : lineInSight(scroller, content));
  const measure = () => {
    state.top = scroller.scrollTop;
    state.height = scroller.scrollHeight;
    for (const anchor of state.anchors) if (anchor.element.isConnected) anchor.place = place(anchor.element);
  };
  const letGo = message => {
    state.following = false;
    anchor(message);
    measure();
    offer();
  };
  const isSelecting = () => {
    const selection = getSelection();
    return !selection.isCollapsed && selection.rangeCount > 0 && selection.getRangeAt(0).intersectsNode(content);
  };

  // The anchor's way within the content, so that a scroll of the reader's own that nobody has heard of yet is not taken back.
  function restore() {
    const kept = state.anchors.find(anchor => anchor.element.isConnected);
    if (!kept) return;
    const moved = place(kept.element) - kept.place;
    const wasCutOff = scroller.scrollTop < state.top && distance() < 1;
    if (Math.abs(moved) >= 0.5) scroller.scrollTop = (wasCutOff ? state.top : scroller.scrollTop) + moved;
  }

  function settle() {
    const wasMovedUp = scroller.scrollTop < state.top - 0.5 && scroller.scrollHeight >= state.height && distance() > AtBottom;
    if (state.following && wasMovedUp) letGo();
    if (!state.following) restore();
    else if (!state.pressed) scroller.scrollTop = scroller.scrollHeight;
    measure();
    offer();
  }

  scroller.addEventListener('scroll', () => {
    const movedUp = scroller.scrollTop < state.top - 0.5;
    if (distance() <= AtBottom) state.following = !isSelecting();
    else if (movedUp) state.following = false;
    if (!state.following) anchor();
    measure();
    offer();
  }, { passive: true });

  // The wheel, fingers and keys speak before the scroll event does: text that comes in between must not pull the reader back.
  const goesUp = () => { if (state.following && scroller.scrollTop > 0) letGo(); };
  scroller.addEventListener('wheel', event => { if (event.deltaY < 0) goesUp(); }, { passive: true });
  scroller.addEventListener('keydown', event => {
    if (event.target.matches('textarea, input')) return;
    if (['ArrowUp', 'PageUp', 'Home'].includes(event.key) || (event.key === ' ' && event.shiftKey && event.target === scroller)) goesUp();
  });
  let touch = 0;
  scroller.addEventListener('touchstart', event => { touch = event.touches[0].clientY; }, { passive: true });
  scroller.addEventListener('touchmove', event => {
    if (event.touches[0].clientY > touch) goesUp();
    touch = event.touches[0].clientY;
  }, { passive: true });

  // Nothing moves under a pressed pointer, and nothing pulls a selection away.
  content.addEventListener('pointerdown', event => { if (event.button === 0) state.pressed = true; });
  for (const end of ['pointerup', 'pointercancel', 'dragend', 'blur']) {
    addEventListener(end, () => { if (state.pressed) { state.pressed = false; settle(); } }, { signal });
  }
  document.addEventListener('selectionchange', () => {
    if (isSelecting()) { if (state.following) letGo(); }
    else if (distance() <= AtBottom) state.following = true;
  }, { signal });

  // What is opened or changed in a message grows downward from where it stands.
  content.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button && !('copy' in button.dataset)) letGo(button.closest('[data-message]'));
  });

  // The message in sight, and where it begins: heights before it may be others another time.
  const store = () => {
    const message = state.following ? null : lineInSight(scroller, content)[1];
    const offset = message && message.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    globalThis.places.keep(scroller.dataset.chat, { message: message?.dataset.message, offset: offset ?? undefined });
  };
  let storing = 0;
  scroller.addEventListener('scroll', () => { storing ||= setTimeout(() => { storing = 0; if (!signal.aborted && scroller.isConnected) store(); }, 200); }, { passive: true });
  addEventListener('pagehide', store, { signal });
  addEventListener('popstate', store, { signal });
  document.addEventListener('click', event => { if (event.target.closest?.('a')) store(); }, { signal, capture: true });
  if (globalThis.places.restore(scroller)) letGo();

  const watcher = new ResizeObserver(settle);
  watcher.observe(content);
  watcher.observe(scroller);
  settle();
  return () => { state.following = true; settle(); };
}

// The first block that begins in sight, then its message and the one before: whichever is still there later tells where the reader was.
function lineInSight(scroller, content) {
  const top = scroller.getBoundingClientRect().top;
  const message = firstBelow([...content.querySelectorAll('[data-message]')], top);
  if (!message) return [];
  const blocks = [...message.querySelectorAll('.prose > *')];
  const straddling = firstBelow(blocks, top);
  const whole = straddling && straddling.getBoundingClientRect().top < top ? straddling.nextElementSibling ?? straddling : straddling;
  return [whole, message, message.previousElementSibling];
}

// They stand one below the other, so the search can halve.
function firstBelow(elements, top) {
  let [low, high] = [0, elements.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (elements[middle].getBoundingClientRect().bottom > top + 1) high = middle;
    else low = middle + 1;
  }
  return elements[low];
}

