const AtOnce = 3;
const MostOffered = 200;
const states = new WeakMap();

// Files come by drag and drop anywhere on the page, from the clipboard, and from the dialog that any [data-attach] button opens.
export function attach(root, page, token) {
  if (!root) return; // gone before the call came
  const end = new AbortController();
  const state = { page, token, queue: [], running: new Map(), held: [], end };
  states.set(root, state);
  const input = root.querySelector('input[type=file]');
  const offer = root.querySelector('.offer');
  const on = (target, type, listener) => target.addEventListener(type, listener, { signal: end.signal });

  on(document, 'click', event => { if (event.target.closest('[data-attach]')) input.click(); });
  on(input, 'change', () => { add(root, [...input.files]); input.value = ''; });
  on(document, 'paste', event => {
    const files = [...event.clipboardData?.files ?? []];
    // Office programs put a picture beside every text they copy; in the field the text is meant.
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    add(root, files);
  });
  watchDrops(root, on);
  on(offer.querySelector('.accept'), 'click', () => { offer.hidden = true; send(root, state.held, true); });
  on(offer.querySelector('.decline'), 'click', () => { offer.hidden = true; state.held = []; });
  root.dataset.ready = '';
}

export function detach(root) {
  const state = states.get(root);
  state?.end.abort();
  for (const upload of state?.running.values() ?? []) upload.abort();
}

// What had the focus is gone.
export function refocus(id) {
  if (document.activeElement === document.body) document.getElementById(id)?.focus({ preventScroll: true });
}

// A file was removed: its bytes are not wanted any more.
export function cancel(root, id) {
  const state = states.get(root);
  const chip = root.querySelector(`[data-file="${id}"]`);
  if (chip?.contains(document.activeElement)) {
    const neighbour = chip.nextElementSibling ?? chip.previousElementSibling;
    (neighbour?.querySelector('.remove') ?? document.getElementById('message'))?.focus({ preventScroll: true });
  }

  state.queue = state.queue.filter(item => item.id !== id);
  state.running.get(id)?.abort();
}

function watchDrops(root, on) {
  const drop = root.querySelector('.drop');
  let depth = 0;
  const hasFiles = event => event.dataTransfer?.types.includes('Files');
  const show = isShown => { drop.hidden = !isShown; if (!isShown) depth = 0; };

  // Entering a child comes before leaving its parent, so entries are counted.
  on(document, 'dragenter', event => { if (hasFiles(event)) { event.preventDefault(); depth++; show(true); } });
  on(document, 'dragleave', event => { if (hasFiles(event) && --depth <= 0) show(false); });
  on(document, 'dragover', event => { if (hasFiles(event)) { event.preventDefault(); event.dataTransfer.dropEffect = 'copy'; } });
  on(document, 'drop', event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    show(false);
    const items = [...event.dataTransfer.items].filter(item => item.kind === 'file');
    const isFolder = items.some(item => item.webkitGetAsEntry?.()?.isDirectory);
    const files = items.filter(item => !item.webkitGetAsEntry?.()?.isDirectory).map(item => item.getAsFile()).filter(file => file);
    if (isFolder) say(root, root.dataset.sayFolder);
    if (files.length > 0) add(root, files, isFolder);
  });
  on(window, 'blur', () => show(false));
}

function add(root, files, keepsNotice = false) {
  const state = states.get(root);
  if (!keepsNotice) say(root, '');
  if (files.length === 0) return;
  if (root.dataset.mode === 'Masked') return send(root, files, false);
  state.held = files;
  root.querySelector('.offer').hidden = false;
  root.querySelector('.offer .accept').focus();
}

async function send(root, files, switchMode) {
  const state = states.get(root);
  state.held = [];
  if (document.documentElement.dataset.connection) return say(root, root.dataset.sayOffline);
  try {
    const some = files.slice(0, MostOffered);
    const { ids, reason } = await state.page.invokeMethodAsync('Offer', some.map(file => ({ name: file.name, size: file.size })), switchMode);
    if (reason) say(root, reason);
    else if (some.length < files.length) say(root, root.dataset.sayFirst.replace('{0}', MostOffered).replace('{1}', files.length));
    ids.forEach((id, index) => { if (id) state.queue.push({ id, file: some[index] }); });
    for (let i = 0; i < AtOnce; i++) next(state);
    if (switchMode) document.querySelector('#message')?.focus({ preventScroll: true });
  } catch {
    say(root, root.dataset.sayFailed);
  }
}

async function next(state) {
  if (state.running.size >= AtOnce || state.queue.length === 0) return;
  const { id, file } = state.queue.shift();
  const upload = new AbortController();
  state.running.set(id, upload);
  try {
    const response = await fetch(`documents/${id}`, {
      method: 'POST',
      body: file,
      headers: { 'RequestVerificationToken': state.token ?? '', 'Content-Type': 'application/octet-stream' },
      signal: upload.signal,
    });
    if (!response.ok) throw new Error(response.statusText);
  } catch {
    if (!upload.signal.aborted) await state.page.invokeMethodAsync('Failed', id).catch(() => { });
  } finally {
    state.running.delete(id);
    next(state);
  }
}

function say(root, text) {
  root.querySelector('.remark').textContent = text;
}
