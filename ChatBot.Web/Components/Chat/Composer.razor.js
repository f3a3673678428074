import { grow } from '../../growing.js';

const Patience = 15000;

export function attach(root, page, longest) {
  if (!root) return; // gone before the call came
  const input = root.querySelector('textarea');
  const send = root.querySelector('.send');
  const stop = root.querySelector('.stop');
  const notice = root.querySelector('.notice');
  let sending = false;
  let waitsIn = null; // the mode in which a held question waits

  const inWords = number => number.toLocaleString(document.documentElement.lang);
  const say = text => { notice.textContent = text; };
  const isBusy = () => root.dataset.busy === 'true';
  const hold = () => root.dataset.hold ?? '';
  const refresh = () => {
    send.disabled = sending || input.value.trim() === '';
    grow(input);
  };
  const shelf = () => root.querySelector('.shelf');
  const wait = mode => {
    waitsIn = mode;
    root.toggleAttribute('data-waiting', mode !== null);
    say(mode === null ? '' : root.dataset.sayWaiting);
  };
  // Through the input event, so that the draft is kept in step.
  const write = text => {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };

  async function submit() {
    const text = input.value;
    if (sending || text.trim() === '') return;
    if (isBusy()) return say(root.dataset.sayBusy);
    if (hold()) return wait(shelf()?.dataset.mode ?? '');
    if (text.length > longest) {
      return say(root.dataset.sayTooLong.replace('{0}', inWords(text.length)).replace('{1}', inWords(longest)));
    }
    if (document.documentElement.dataset.connection) return say(root.dataset.sayOffline);

    sending = true;
    refresh();
    try {
      const receipt = await within(Patience, page.invokeMethodAsync('Send', text));
      say(receipt.reason);
      if (receipt.isAccepted) write(input.value.startsWith(text) ? input.value.slice(text.length) : input.value);
    } catch {
      say(root.dataset.sayFailed);
    } finally {
      sending = false;
      refresh();
    }
  }

  input.addEventListener('input', () => { wait(null); refresh(); });
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
  let { draft, chat } = input.dataset;
  new MutationObserver(() => {
    const last = { draft, chat };
    ({ draft, chat } = input.dataset);
    if (draft === last.draft) return;
    if (chat === last.chat) {
      globalThis.drafts.keep(last.draft, '');
      if (!sending) globalThis.drafts.keep(draft, input.value);
    } else {
      input.value = globalThis.drafts.read(draft) ?? '';
      wait(null);
      refresh();
    }
  }).observe(input, { attributeFilter: ['data-draft', 'data-chat'] });

  const early = document.documentElement.dataset.sendEarly === draft;
  input.value ||= globalThis.drafts.read(draft) ?? '';
  refresh();
  input.dataset.ready = '';
  delete document.documentElement.dataset.sendEarly;
  if (early) submit();
  if (matchMedia('(hover: hover)').matches) focus(root);
}

export function say(root, text) {
  const notice = root?.querySelector('.notice');
  if (notice) notice.textContent = text;
}

export function focus(root) {
  root?.querySelector('textarea').focus({ preventScroll: true });
}

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error('late')), milliseconds); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
