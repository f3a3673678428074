// Shows the remembered choice. Choosing is early.js's work: it must also do without a connection.
export function attach(root) {
  const choice = document.documentElement.dataset.themeChoice ?? 'system';
  for (const radio of root.querySelectorAll('input')) radio.checked = radio.value === choice;
}
