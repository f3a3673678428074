import { openPdf } from './pdf.js';
import { openPicture } from './picture.js';

const MostPixels = 16_000_000;
const Zooms = [0.5, 5];

// All pages of a document, one under the other, drawn when they come near the window and let go when they are far. Marks are boxes in
// fractions of a page, so they stand right whatever the size.
export class PageSheet {
  constructor(container, view, words) {
    this.container = container;
    this.words = words;
    this.zoom = 1;
    this.places = [];
    this.current = 0;
    this.fallback = view.pages.find(page => page.width > 0) ?? { width: 595, height: 842 };
    this.leaves = view.pages.map(page => this.#leaf(page));
    container.replaceChildren(...this.leaves.map(leaf => leaf.element));
    container.scrollTop = container.scrollLeft = 0;
    this.opened = (view.isPdf ? openPdf : openPicture)(view.url, view.password).then(source => {
      if (this.isGone) return source.close();
      this.source = source;
      this.#watch();
    });
  }

  get count() {
    return this.places.length;
  }

  // Each place is a list of boxes: the lines that its words stand on.
  setPlaces(places, current) {
    this.places = places;
    for (const leaf of this.leaves) leaf.element.querySelectorAll('.mark').forEach(mark => mark.remove());
    places.forEach((boxes, place) => this.#lines(boxes).forEach(line => this.#mark(line, place)));
    this.goTo(current);
  }

  step(by) {
    if (this.count > 0) this.goTo((this.current + by + this.count) % this.count);
  }

  goTo(place) {
    this.current = place;
    for (const mark of this.container.querySelectorAll('.mark')) {
      mark.toggleAttribute('data-current', Number(mark.dataset.place) === place);
      mark.removeAttribute('data-fresh');
    }
    const marks = [...this.container.querySelectorAll('.mark[data-current]')];
    for (const mark of marks) mark.setAttribute('data-fresh', '');
    if (marks.length > 0) this.#scrollTo(marks[0]);
    this.#where();
  }

  zoomBy(factor) {
    this.zoomTo(this.zoom * factor);
  }

  zoomTo(zoom) {
    const { container } = this;
    const middle = container.scrollTop + container.clientHeight / 2;
    const before = container.scrollHeight;
    this.zoom = Math.min(Zooms[1], Math.max(Zooms[0], zoom));
    container.style.setProperty('--zoom', this.zoom);
    container.scrollTop = middle * container.scrollHeight / before - container.clientHeight / 2;
    container.scrollLeft = (container.scrollWidth - container.clientWidth) / 2;
    this.#redraw();
  }

  dispose() {
    this.isGone = true;
    this.observer?.disconnect();
    this.resizes?.disconnect();
    clearTimeout(this.timer);
    this.container.removeEventListener('scroll', this.onScroll);
    this.leaves.forEach(leaf => this.#release(leaf));
    this.container.replaceChildren();
    this.source?.close();
  }

  #leaf({ number, width, height, turn }) {
    const element = document.createElement('div');
    element.className = 'leaf';
    element.dataset.page = number;
    const size = width > 0 && height > 0 ? [width, height] : [this.fallback.width, this.fallback.height];
    if (turn % 180 !== 0) size.reverse();
    element.style.aspectRatio = `${size[0]} / ${size[1]}`;
    return { element, number, turn };
  }

  // Boxes as the page is shown, the words of a line in one: a page that was read sideways has a box for each word.
  #lines(boxes) {
    const lines = [];
    for (const box of boxes) {
      const leaf = this.leaves.find(leaf => leaf.number === box.page);
      if (!leaf) continue;
      const next = { leaf, ...turned(box, leaf.turn) };
      const line = lines.at(-1);
      if (line?.leaf === leaf && isBehind(line, next)) {
        Object.assign(line, { top: Math.min(line.top, next.top), right: next.right, bottom: Math.max(line.bottom, next.bottom) });
      } else {
        lines.push(next);
      }
    }
    return lines;
  }

  #mark({ leaf, left, top, right, bottom }, place) {
    const mark = document.createElement('div');
    mark.className = 'mark';
    mark.dataset.place = place;
    Object.assign(mark.style, {
      left: `${100 * left}%`, top: `${100 * top}%`, width: `${100 * (right - left)}%`, height: `${100 * (bottom - top)}%`,
    });
    leaf.element.append(mark);
  }

  #scrollTo(mark) {
    const { container } = this;
    const [outer, inner] = [container.getBoundingClientRect(), mark.getBoundingClientRect()];
    container.scrollTop += inner.top - outer.top - outer.height / 3;
    if (inner.left < outer.left || inner.right > outer.right) container.scrollLeft += inner.left - outer.left - outer.width / 4;
  }

  #watch() {
    const { container } = this;
    this.observer = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) {
        const leaf = this.leaves.find(leaf => leaf.element === target);
        leaf.isNear = isIntersecting;
        if (isIntersecting) this.#draw(leaf);
        else this.#release(leaf);
      }
    }, { root: container, rootMargin: '100% 0px' });
    for (const leaf of this.leaves) this.observer.observe(leaf.element);
    this.onScroll = () => this.#where();
    container.addEventListener('scroll', this.onScroll, { passive: true });
    let width = container.clientWidth;
    this.resizes = new ResizeObserver(() => {
      if (container.clientWidth === width) return;
      width = container.clientWidth;
      this.#redraw();
    });
    this.resizes.observe(container);
  }

  // The old drawing stays, stretched, until the new one is there.
  #redraw() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.leaves.filter(leaf => leaf.isNear).forEach(leaf => this.#draw(leaf)), 150);
  }

  async #draw(leaf) {
    leaf.task?.cancel();
    const canvas = document.createElement('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', this.words.nameOf(leaf.number));
    const { width, height } = leaf.element.getBoundingClientRect();
    const ratio = Math.min(devicePixelRatio, Math.sqrt(MostPixels / (width * height)));
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const task = this.source.draw(canvas, leaf.number, leaf.turn);
    leaf.task = task;
    try {
      await task.promise;
    } catch {
      // Cancelled, or a page that cannot be drawn: the others can.
      return;
    }
    if (leaf.task !== task) return;
    leaf.canvas?.remove();
    leaf.canvas = canvas;
    leaf.element.prepend(canvas);
    leaf.element.dataset.drawn = '';
  }

  #release(leaf) {
    leaf.task?.cancel();
    leaf.task = null;
    if (!leaf.canvas) return;
    leaf.canvas.remove();
    leaf.canvas.width = leaf.canvas.height = 0;
    leaf.canvas = null;
    delete leaf.element.dataset.drawn;
  }

  #where() {
    const middle = this.container.getBoundingClientRect().top + this.container.clientHeight / 2.5;
    const leaf = this.leaves.find(leaf => leaf.element.getBoundingClientRect().bottom > middle) ?? this.leaves.at(-1);
    this.words.tell(leaf.number, this.leaves.length);
  }
}

// Whether a box goes on where another ends, on the same line.
function isBehind(line, next) {
  const overlap = Math.min(line.bottom, next.bottom) - Math.max(line.top, next.top);
  return overlap > 0.5 * Math.min(line.bottom - line.top, next.bottom - next.top) && next.left >= line.left && next.left - line.right < 0.03;
}

// A box on a page that is turned clockwise.
function turned({ left, top, right, bottom }, turn) {
  switch (turn) {
    case 90: return { left: 1 - bottom, top: left, right: 1 - top, bottom: right };
    case 180: return { left: 1 - right, top: 1 - bottom, right: 1 - left, bottom: 1 - top };
    case 270: return { left: top, top: 1 - right, right: bottom, bottom: 1 - left };
    default: return { left, top, right, bottom };
  }
}
