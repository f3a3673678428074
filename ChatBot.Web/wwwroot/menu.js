// Opens a menu beside the button it belongs to, wholly in the window.
export function placeMenu(menu, button) {
  menu.showPopover();
  const at = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(button).direction === 'rtl';
  const left = isRightToLeft ? at.left : at.right - width;
  const below = at.bottom + 4;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${below + height > innerHeight - 8 ? Math.max(8, at.top - height - 4) : below}px`;
  stops(menu)[0]?.focus();
}

// The keys that a menu has everywhere. Escape and a click beside it are the browser's own.
export function keysOfMenu(menu, on, opener) {
  on(menu, 'keydown', event => {
    const items = stops(menu);
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[to % items.length].focus();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      menu.hidePopover();
      opener()?.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      menu.hidePopover();
      opener()?.focus();
    }
  });
}

const stops = menu => [...menu.querySelectorAll('[role=menuitem]:not([hidden])')];
