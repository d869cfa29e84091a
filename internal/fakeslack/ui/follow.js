// Staying at the end of a list. Whoever is there stays there, also when the list becomes lower or narrower; whoever reads
// further up is told what came below, and is not moved.

import { h } from './dom.js';

export class Follower {
  constructor(list) {
    this.list = list;
    this.atEnd = true;
    this.size = ''; // of the list and of what is in it, when that was last known
    this.newest = ''; // ts of the last thing in the list
    this.seen = ''; // what was the newest when its reader was last at the end
    this.button = h('button', { type: 'button', class: 'button', hidden: true, onclick: () => this.goDown() });
    list.after(h('div', { class: 'below' }, this.button));
    list.addEventListener('scroll', () => {
      if (this.atEnd && this.size !== this.measure()) { // the browser moved it, since other lines break now
        this.toEnd();
        return;
      }
      this.look();
      if (this.atEnd) this.toEnd(false);
    }, { passive: true });
    new ResizeObserver(() => {
      if (this.atEnd) this.toEnd();
      this.size = this.measure();
    }).observe(list);
  }

  // look finds out whether the end is in view.
  look() {
    this.atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 80;
  }

  measure() {
    const { clientWidth, clientHeight, scrollHeight } = this.list;
    return `${clientWidth} ${clientHeight} ${scrollHeight}`;
  }

  // toEnd goes to the end, or notes that its reader went there.
  toEnd(scroll = true) {
    this.atEnd = true;
    this.seen = this.newest;
    this.button.hidden = true;
    if (scroll) this.list.scrollTop = this.list.scrollHeight;
    this.size = this.measure();
  }

  // draws is called before the list is drawn anew: its reader may have scrolled since, of which the browser tells later.
  draws() {
    if (this.size === this.measure()) this.look();
  }

  // drew is called when the list was drawn: with what is in it, oldest first, without what its reader wrote.
  drew(things) {
    this.newest = things.at(-1)?.ts ?? '';
    this.size = this.measure();
    if (this.atEnd) {
      this.toEnd();
      return;
    }
    const below = things.filter((m) => m.ts > this.seen);
    const answers = below.filter((m) => m.ephemeral).length; // nobody else gets these: somebody asked for them
    const rest = below.length - answers;
    this.button.hidden = !below.length;
    if (answers) this.button.textContent = rest ? `Answer and ${rest} more below` : 'Answer below';
    else this.button.textContent = `${rest} new below`;
    this.button.dataset.first = below[0]?.ts ?? '';
  }

  // goDown shows the first of what is new, and as much behind it as fits.
  goDown() {
    const first = this.list.querySelector(`[data-ts="${CSS.escape(this.button.dataset.first)}"]`);
    this.toEnd();
    if (first && first.getBoundingClientRect().top < this.list.getBoundingClientRect().top) first.scrollIntoView({ block: 'start' });
    this.look();
    this.list.focus({ preventScroll: true });
  }
}
