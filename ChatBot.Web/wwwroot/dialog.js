// Opens a dialog as a modal one. The browser keeps the focus in it, closes it with Escape and gives the focus back; a press on what is
// around it closes it too.
export function open(dialog, page) {
  watch(dialog);
  dialog.addEventListener('close', () => page?.invokeMethodAsync('Closed').catch(() => { }), { once: true });
  dialog.showModal();
}

export function close(dialog) {
  dialog.close();
}

// Leads to the first field that something is wrong with.
export function showProblem(dialog) {
  dialog.querySelector('[aria-invalid=true]')?.focus();
}

export function watch(dialog) {
  if (dialog.dataset.watched !== undefined) return;
  dialog.dataset.watched = '';
  let isOutside = false;
  const isAround = event => event.target === dialog;
  // A selection that began in a field and ends outside shall not close it.
  dialog.addEventListener('pointerdown', event => { isOutside = isAround(event); });
  dialog.addEventListener('click', event => {
    if ((isOutside && isAround(event)) || event.target.closest('[data-dismiss]')) dialog.close();
  });
}
