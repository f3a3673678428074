// Why KaTeX refuses a formula, in the page's language: it tells in English only, so that what it says most is known here by its pattern.
const Patterns = [
  ['command', /^Undefined control sequence: (.+)$/],
  ['superscript', /^Double superscript/],
  ['subscript', /^Double subscript/],
  ['environment', /^No such environment: (.+)$/],
  ['mode', /^Can't use function '(.+)' in \w+ mode$/],
  ['group', /^Expected group (?:after|as) '?(.+?)'?$/],
  ['unclosed', /^Expected '(.+)', got 'EOF'$/],
  ['surplus', /^Expected 'EOF', got '(.+)'$/],
  ['expected', /^Expected '(.+)', got '(.+)'$/],
  ['long', /^The formula is too long\.$/],
];

const words = document.getElementById('formula-words')?.dataset ?? {};

const fill = (text, parts) => text.replace(/\{(\d)\}/g, (gap, at) => parts[at] ?? gap);

export function reasonOf(error) {
  const said = String(error.message ?? error).replace(/^KaTeX parse error: /, '').replace(/ at (position \d+|end of input):[^]*$/, '');
  for (const [name, pattern] of Patterns) {
    const match = pattern.exec(said);
    if (match) return fill(words[name] ?? said, match.slice(1));
  }
  return fill(words.other ?? said, [said]);
}
