import { grow } from '../../growing.js';

export function attach(root, page) {
  if (!root) return; // gone before the call came
  const input = root.querySelector('textarea');
  const save = root.querySelector('.save');
  const notice = root.querySelector('.notice');
  let sending = false;

  const refresh = () => {
    save.disabled = sending || input.value.trim() === '';
    grow(input);
  };
  const cancel = () => {
    globalThis.drafts.keep(input.dataset.draft, '');
    page.invokeMethodAsync('Cancel').catch(() => { notice.textContent = root.dataset.sayOffline; });
  };

  async function submit() {
    if (save.disabled) return;
    if (document.documentElement.dataset.connection) {
      notice.textContent = root.dataset.sayOffline;
      return;
    }
    sending = true;
    refresh();
    try {
      const receipt = await page.invokeMethodAsync('Save', input.value);
      notice.textContent = receipt.reason;
      if (receipt.isAccepted) globalThis.drafts.keep(input.dataset.draft, '');
    } catch {
      notice.textContent = root.dataset.sayFailed;
    } finally {
      sending = false;
      refresh();
    }
  }

  root.addEventListener('submit', event => { event.preventDefault(); submit(); });
  root.querySelector('.cancel').addEventListener('click', cancel);
  input.addEventListener('input', () => { notice.textContent = ''; refresh(); });
  input.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      cancel();
    } else if (globalThis.sends(event)) {
      event.preventDefault();
      submit();
    }
  });

  input.value = globalThis.drafts.read(input.dataset.draft) || input.value;
  input.dataset.ready = '';
  refresh();
  input.focus({ preventScroll: true });
  input.setSelectionRange(input.value.length, input.value.length);
}
