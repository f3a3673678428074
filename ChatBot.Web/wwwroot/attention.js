// Who went to another tab while an answer was being written sees on the tab when it is finished: a dot before the title and on the icon,
// until they are back.
const Mark = '● ';
const icon = document.querySelector('link[rel=icon]');
const plain = icon.href;

function mark() {
  if (document.title.startsWith(Mark)) return;
  document.title = Mark + document.title;
  icon.href = icon.dataset.finished;
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden || !document.title.startsWith(Mark)) return;
  document.title = document.title.slice(Mark.length);
  icon.href = plain;
});

// The composer knows whether an answer is being written. Another chat under it says nothing about the first.
new MutationObserver(changes => {
  const ended = changes.some(change => change.oldValue === 'true' && change.target.dataset.busy === 'false');
  if (document.hidden && ended) mark();
}).observe(document.body, { subtree: true, attributeFilter: ['data-busy'], attributeOldValue: true });
