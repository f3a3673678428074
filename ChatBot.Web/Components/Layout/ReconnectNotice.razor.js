const notice = document.getElementById('components-reconnect-modal');
const root = document.documentElement;
const PauseBetweenTries = 5000;
const PauseBetweenLoads = 2000;
const PauseWithoutSuccess = 15000;

// "online" is the absence of the attribute; the composer asks for it before it sends.
function show(state) {
  globalThis.places.comesBack = true;
  if (state === 'hide') {
    delete root.dataset.connection;
    globalThis.drafts.goOn();
  } else if (state === 'rejected' || state === 'resume-failed') loadAgain();
  else root.dataset.connection = state;
}

// The server is there again, but not what it knew of this page. A stored chat is at its address, a draft in the browser: load them. What is
// stored nowhere (a browser that keeps no cookies) stays to be copied, and nothing is loaded over and over.
function loadAgain() {
  const isStored = location.pathname.includes('/chat/') || !document.querySelector('[data-message]');
  if (!isStored || !isFirstInAWhile()) {
    root.dataset.connection = 'rejected';
    return;
  }
  root.dataset.connection = 'loading';
  location.reload();
}

// A page that has worked since it was loaded may soon be loaded again.
function isFirstInAWhile() {
  try {
    const last = Number(sessionStorage.getItem('loaded-again') ?? 0);
    sessionStorage.setItem('loaded-again', Date.now());
    const hasWorked = document.querySelector('textarea[data-ready]') !== null;
    return Date.now() - last > (hasWorked ? PauseBetweenLoads : PauseWithoutSuccess);
  } catch {
    return false; // A browser that keeps nothing could not stop a circle.
  }
}

async function reconnect() {
  root.dataset.connection = 'retrying';
  try {
    if (await Blazor.reconnect()) return;
    if (await Blazor.resumeCircuit()) show('hide');
    else show('rejected');
  } catch {
    root.dataset.connection = 'failed';
  }
}

const isWaiting = () => root.dataset.connection === 'failed' && document.visibilityState === 'visible';

notice.addEventListener('components-reconnect-state-changed', event => show(event.detail.state));
notice.querySelector('.again').addEventListener('click', reconnect);
notice.querySelector('.reload').addEventListener('click', () => location.reload());
document.addEventListener('visibilitychange', () => { if (isWaiting()) reconnect(); });
window.addEventListener('online', () => { if (isWaiting()) reconnect(); });

// Once Blazor has given up, a quiet look now and then whether the server is back.
setInterval(async () => {
  if (!isWaiting()) return;
  try {
    await fetch('favicon.svg', { method: 'HEAD', cache: 'no-store' });
    if (isWaiting()) reconnect();
  } catch {
    // Not yet.
  }
}, PauseBetweenTries);
