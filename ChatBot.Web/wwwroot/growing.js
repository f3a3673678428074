// Where the browser cannot let a field grow with its text by itself.
const grows = CSS.supports('field-sizing', 'content');

export function grow(field) {
  if (grows) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
