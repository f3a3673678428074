const notice = document.getElementById('components-reconnect-modal');
const root = document.documentElement;

// "online" is the absence of the attribute; the composer asks for it before it sends.
function show(state) {
  if (state === 'hide') delete root.dataset.connection;
  else root.dataset.connection = state;
}

async function reconnect() {
  show('retrying');
  try {
    if (await Blazor.reconnect()) return;
    if (await Blazor.resumeCircuit()) show('hide');
    else show('rejected');
  } catch {
    show('failed');
  }
}

notice.addEventListener('components-reconnect-state-changed', event => show(event.detail.state));
notice.querySelector('.again').addEventListener('click', reconnect);
notice.querySelector('.reload').addEventListener('click', () => location.reload());
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible' && root.dataset.connection === 'failed') reconnect();
});
window.addEventListener('online', () => {
  if (root.dataset.connection === 'failed') reconnect();
});
