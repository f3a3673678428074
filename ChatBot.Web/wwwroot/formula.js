import { reasonOf } from './formulaReasons.js';

// <tex-formula tex="…" display>: an element whose content this script makes with KaTeX. The server only sends the source.
const Library = new URL('lib/katex/', document.baseURI);
const LongestSource = 5000;
const SliceMilliseconds = 8;
const Options = {
  throwOnError: true,
  trust: false,
  strict: code => code === 'htmlExtension' ? 'error' : 'ignore',
  maxExpand: 500,
  maxSize: 20,
};

let loading;
const waiting = new Set();
let running = false;

function add(name, properties) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(name), properties, { onload: resolve, onerror: reject });
    document.head.append(element);
  });
}

// The library comes with the first formula, or when somebody begins to write and nothing else is to be done: a formula in the answer then
// neither waits for it nor for its first, slowest run.
export function load() {
  const file = name => new URL(name, Library).href;
  loading ??= Promise.all([
    add('link', { rel: 'stylesheet', href: file('katex.min.css') }),
    add('script', { src: file('katex.min.js') })
      .then(() => Promise.all([add('script', { src: file('contrib/mhchem.min.js') }), add('script', { src: file('contrib/copy-tex.min.js') })])),
  ]).then(() => addEventListener('copy', copyWithLines));
  loading.catch(() => { loading = undefined; });
  return loading;
}

// KaTeX builds a tree of its own first. A few of its MathML nodes would set a style attribute, which the page's policy forbids; that part
// is never seen, only read aloud.
export function typeset(tex, display) {
  if (tex.length > LongestSource) throw new Error('The formula is too long.');
  const tree = katex.__renderToDomTree(tex, { ...Options, displayMode: display });
  const bare = node => {
    if (node.attributes) delete node.attributes.style;
    node.children?.forEach(bare);
  };
  bare(tree);
  return tree.toNode();
}

function fail(element, tex, display, reason) {
  const source = document.createElement('code');
  source.textContent = display ? `$$${tex}$$` : `$${tex}$`;
  const hint = document.createElement('small');
  hint.textContent = reason;
  element.title = reason;
  element.replaceChildren(source, hint);
}

class TexFormula extends HTMLElement {
  static observedAttributes = ['tex', 'display'];

  #shown;

  connectedCallback() { this.#ask(); }

  attributeChangedCallback() { if (this.isConnected) this.#ask(); }

  disconnectedCallback() { waiting.delete(this); widths.unobserve(this); }

  #ask() {
    waiting.add(this);
    load().then(run, () => this.fill());
  }

  fill() {
    const tex = this.getAttribute('tex');
    const display = this.hasAttribute('display');
    const key = `${display}${tex}`;
    if (key === this.#shown) return;
    this.#shown = key;
    this.removeAttribute('title');
    if (tex === null) return this.replaceChildren();
    try {
      this.replaceChildren(typeset(tex, display));
      this.removeAttribute('failed');
    } catch (error) {
      fail(this, tex, display, globalThis.katex ? reasonOf(error) : '');
      this.setAttribute('failed', '');
    }
    widths.observe(display ? this : this.parentElement);
  }
}

// A page full of formulas is typeset in slices, so that it stays at hand.
function run() {
  if (running) return;
  running = true;
  const end = performance.now() + SliceMilliseconds;
  for (const element of waiting) {
    waiting.delete(element);
    element.fill();
    if (performance.now() > end) break;
  }
  running = false;
  if (waiting.size > 0) setTimeout(run);
}

// What is wider than its line scrolls in a box of its own, which a keyboard can reach.
const widths = new ResizeObserver(entries => {
  for (const { target } of entries) {
    const formulas = target instanceof TexFormula ? [target] : target.querySelectorAll('tex-formula:not([display])');
    for (const formula of formulas) fit(formula);
  }
});

function fit(formula) {
  if (!formula.hasAttribute('display')) {
    const room = formula.parentElement.clientWidth;
    formula.toggleAttribute('wide', room > 0 && [...formula.querySelectorAll('.katex-base')].some(base => base.offsetWidth > room));
  }
  if (formula.scrollWidth > formula.clientWidth + 1 && formula.clientWidth > 0) formula.tabIndex = 0;
  else formula.removeAttribute('tabindex');
}

// After copy-tex, which leaves the line ends out: a selection with formulas gives their source and keeps its lines.
function copyWithLines(event) {
  const selection = getSelection();
  if (!event.defaultPrevented || !selection.rangeCount || !event.clipboardData) return;
  const fragment = selection.getRangeAt(0).cloneContents();
  const formulas = fragment.querySelectorAll('tex-formula');
  if (formulas.length === 0) return;
  for (const formula of formulas) {
    const mark = formula.hasAttribute('display') ? '$$' : '$';
    formula.replaceWith(mark + (formula.getAttribute('tex') ?? '') + mark);
  }
  fragment.querySelectorAll('.code-head').forEach(head => head.remove());
  const page = document.createElement('div');
  page.className = 'visually-hidden';
  page.append(fragment);
  document.body.append(page);
  event.clipboardData.setData('text/plain', page.innerText);
  page.remove();
}

customElements.define('tex-formula', TexFormula);

const whenIdle = work => (globalThis.requestIdleCallback ?? setTimeout)(work);
addEventListener('input', () => whenIdle(() => load().then(() => whenIdle(() => typeset('\\frac{x_1^2}{\\sqrt{2}}', true)), () => {})), { once: true });
