import { grow } from '../../growing.js';

const Patience = 15000;
const Moment = 1000;

export function attach(root, page, longest) {
  if (!root) return; // gone before the call came
  const input = root.querySelector('textarea');
  const send = root.querySelector('.send');
  const stop = root.querySelector('.stop');
  const notice = root.querySelector('.notice');
  const { drafts } = globalThis;
  let sending = null; // the message that is on its way, and which draft it is
  let failed = null; // the last one of which nobody knows whether it arrived
  let waitsIn = null; // the mode in which a held question waits

  const inWords = number => number.toLocaleString(document.documentElement.lang);
  const say = text => { notice.textContent = text; };
  const isBusy = () => root.dataset.busy === 'true';
  const hold = () => root.dataset.hold ?? '';
  const refresh = () => {
    send.disabled = (sending && !drafts.trip) || input.value.trim() === '';
    grow(input);
  };
  const shelf = () => root.querySelector('.shelf');
  const wait = mode => {
    waitsIn = mode;
    root.toggleAttribute('data-waiting', mode !== null || Boolean(drafts.trip?.isSent));
    say(mode === null ? '' : root.dataset.sayWaiting);
  };
  const write = text => {
    input.value = text;
    drafts.keep(drafts.of(input), text);
    refresh();
  };

  async function submit() {
    const text = input.value;
    if (text.trim() === '') return;
    if (drafts.trip) return postpone(drafts.trip);
    if (sending) return;
    if (isBusy()) return say(root.dataset.sayBusy);
    if (hold()) return wait(shelf()?.dataset.mode ?? '');
    if (text.length > longest) {
      return say(root.dataset.sayTooLong.replace('{0}', inWords(text.length)).replace('{1}', inWords(longest)));
    }
    if (document.documentElement.dataset.connection) return say(root.dataset.sayOffline);

    // Once more is not a second time: the server knows a message that has arrived by its id.
    const sent = sending = failed?.text === text && failed.chat === chat ? failed : { text, chat, id: `${Date.now()}-${Math.random()}` };
    sent.draft = draft;
    failed = null;
    refresh();
    try {
      const taken = new Promise((resolve, reject) => Object.assign(sent, { resolve, reject })).then(receipt => take(receipt, sent));
      deliver(sent);
      await within(Patience, taken);
    } catch {
      failed = sent;
      if (!drafts.trip) say(root.dataset.sayFailed);
    } finally {
      sending = null;
      refresh();
    }
  }

  const deliver = sent => page.invokeMethodAsync('Send', sent.text, sent.chat, sent.id).then(sent.resolve, sent.reject);

  // The reader may be on the way to another chat when the receipt comes.
  function take(receipt, sent) {
    failed = null;
    if (!drafts.trip) say(receipt.reason);
    if (!receipt.isAccepted) return;
    const rest = text => text.startsWith(sent.text) ? text.slice(sent.text.length) : text;
    if (drafts.of(input) === sent.draft || (!drafts.trip && chat === sent.chat)) write(rest(input.value));
    else drafts.keep(sent.draft, rest(drafts.read(sent.draft) ?? ''));
  }

  // A new chat is stored nowhere: its address tells its mode to whoever loads the page again.
  function tellMode() {
    const { mode } = input.dataset;
    const address = new URL(location.href);
    if (!mode || drafts.trip || address.pathname !== new URL(document.baseURI).pathname) return;
    if (mode === 'auto') address.searchParams.delete('mode');
    else address.searchParams.set('mode', mode);
    if (address.href !== location.href) history.replaceState(history.state, '', address);
  }

  function postpone(trip) {
    if (document.documentElement.dataset.connection) return say(root.dataset.sayOffline);
    trip.isSent = true;
    wait(null);
    setTimeout(() => { if (drafts.trip === trip && trip.isSent) say(root.dataset.sayOpening); }, Moment);
  }

  // Another chat was chosen, and the field is its own already. What is sent waits until the page shows that chat.
  async function travel() {
    const { trip } = drafts;
    wait(null);
    refresh();
    for (;;) {
      let shown;
      try {
        shown = await page.invokeMethodAsync('Arrive', trip.isAfresh);
      } catch {
        return; // When the connection is back, drafts.js goes on.
      }
      if (drafts.trip !== trip) return;
      trip.isAfresh = false;
      if (shown === input.dataset.chat) break;
      await new Promise(resolve => { changed = resolve; });
    }
    ({ draft, chat } = input.dataset);
    drafts.arrive(input);
    tellMode();
    wait(null);
    refresh();
    if (trip.isSent) submit();
  }

  input.addEventListener('chosen', travel);
  input.addEventListener('back', () => { if (sending) deliver(sending); });
  input.addEventListener('unreachable', () => say(root.dataset.sayUnreachable));
  input.addEventListener('input', () => {
    if (drafts.trip) drafts.trip.isSent = false;
    wait(null);
    refresh();
  });
  input.addEventListener('keydown', event => {
    if (!globalThis.sends(event)) return; // early.js has it: it must know before this script is here
    event.preventDefault();
    submit();
  });
  // A new state makes what was said about the old one untrue. What waited goes, unless it would go elsewhere, or something failed meanwhile.
  new MutationObserver(() => {
    refresh();
    if (waitsIn !== null && hold()) return;
    const waited = waitsIn !== null && waitsIn === (shelf()?.dataset.mode ?? '');
    wait(null);
    if (!waited) return;
    if (shelf()?.querySelector('[data-state=Failed], [data-state=Locked]')) say(root.dataset.sayLook);
    else submit();
  }).observe(root, { attributeFilter: ['data-busy', 'data-hold'] });
  send.addEventListener('click', () => { submit(); input.focus(); });
  stop.addEventListener('click', () => input.focus());
  root.querySelector('.card').addEventListener('pointerdown', event => {
    if (event.target.closest('button, textarea, input, label, .shelf')) return;
    event.preventDefault();
    input.focus();
  });

  // Another chat under the field brings its own draft. A new chat that only gets its address keeps what is in the field.
  // Who is on the way to a third has its draft in the field already.
  let { draft, chat } = input.dataset;
  let changed = () => { };
  new MutationObserver(() => {
    const last = { draft, chat };
    ({ draft, chat } = input.dataset);
    changed();
    const { trip } = drafts;
    if (draft === last.draft || [draft, last.draft].includes(trip?.name)) return;
    if (chat === last.chat) {
      const text = trip ? drafts.read(last.draft) ?? '' : input.value;
      drafts.keep(last.draft, '');
      if (trip || !sending) drafts.keep(draft, text);
      if (sending?.draft === last.draft) sending.draft = draft;
    } else if (!trip) {
      drafts.show(input);
      wait(null);
      refresh();
    }
  }).observe(input, { attributeFilter: ['data-draft', 'data-chat'] });
  new MutationObserver(tellMode).observe(input, { attributeFilter: ['data-mode'] });

  const early = document.documentElement.dataset.sendEarly === drafts.of(input);
  if (!input.value) drafts.show(input);
  refresh();
  tellMode();
  input.dataset.ready = '';
  delete document.documentElement.dataset.sendEarly;
  if (early) submit();
  if (drafts.trip) travel();
  if (matchMedia('(hover: hover)').matches) focus(root);
}

export function say(root, text) {
  const notice = root?.querySelector('.notice');
  if (notice) notice.textContent = text;
}

// A new chat has its address from now on; a reader who is on the way elsewhere keeps theirs.
export function moveAddress(path) {
  if (!globalThis.drafts.trip) Blazor.navigateTo(path, { replaceHistoryEntry: true });
}

export function focus(root) {
  root?.querySelector('textarea').focus({ preventScroll: true });
}

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('late')), milliseconds); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
