// <local-time at="2026-11-24T15:32:00Z">: a time as the reader's clock and language have it. The server knows neither where they are nor
// when their day began.
const Day = 24 * 60 * 60 * 1000;

class LocalTime extends HTMLElement {
  static observedAttributes = ['at'];

  attributeChangedCallback() {
    const at = new Date(this.getAttribute('at') ?? NaN);
    if (Number.isNaN(at.getTime())) return this.replaceChildren();
    const language = document.documentElement.lang || undefined;
    const now = new Date();
    const isToday = at.toDateString() === now.toDateString();
    const isNear = Math.abs(now - at) < 300 * Day;
    const day = isToday ? {} : isNear ? { day: 'numeric', month: 'short' } : { day: 'numeric', month: 'short', year: 'numeric' };
    const time = document.createElement('time');
    time.dateTime = at.toISOString();
    time.title = at.toLocaleString(language, { dateStyle: 'full', timeStyle: 'short' });
    time.textContent = at.toLocaleString(language, { ...day, hour: 'numeric', minute: '2-digit' });
    this.replaceChildren(time);
  }
}

customElements.define('local-time', LocalTime);
