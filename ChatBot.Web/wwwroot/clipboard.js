// Copies a text, or a promise of one. Pages over plain http on a home network have no clipboard interface; there an old way still works.
export async function copyText(text) {
  try {
    if (navigator.clipboard && typeof text !== 'string' && window.ClipboardItem) {
      // Safari forgets the click while it waits for a promise, unless the promise is handed over.
      const blob = Promise.resolve(text).then(value => new Blob([value ?? ''], { type: 'text/plain' }));
      await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
      return true;
    }
    if (navigator.clipboard) {
      await navigator.clipboard.writeText(await text);
      return true;
    }
  } catch {
    // Not allowed: try the old way.
  }
  return copyByCommand(await text);
}

function copyByCommand(text) {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text ?? '';
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  focused?.focus({ preventScroll: true });
  return done;
}
