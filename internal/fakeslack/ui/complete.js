// Completion while writing: the bot's commands, people after @, channels after #. The list is a listbox that the text
// field points into; focus stays in the field.

import { avatar } from './avatar.js';
import { fill, h, uid } from './dom.js';
import { person, state } from './state.js';

const most = 50; // entries of a list; more is no help

// A Completer watches a text field and offers what fits before the caret.
export class Completer {
  constructor(text, box, { inThread, took }) {
    this.text = text;
    this.box = box;
    this.inThread = inThread; // says whether a thread is written in, where slash commands do not work
    this.took = took; // called after something was put into the field
    this.offers = [];
    this.at = -1; // the marked offer, -1 for none
    this.range = null; // what an offer takes the place of
    box.id = uid('offers');
    box.setAttribute('role', 'listbox');
    box.setAttribute('aria-label', 'Suggestions');
    box.hidden = true;
    text.setAttribute('aria-autocomplete', 'list');
    text.addEventListener('input', (event) => this.look(event));
    text.addEventListener('blur', () => this.close());
    // Not on click: the field must keep focus.
    box.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      const row = event.target.closest('[role="option"]');
      if (row) this.take(Number(row.dataset.at));
    });
  }

  get open() {
    return !this.box.hidden;
  }

  // key handles a key while the list is open, and says whether it was for the list.
  key(event) {
    if (!this.open || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return false;
    const last = this.offers.length - 1;
    switch (event.key) {
      case 'ArrowDown': this.mark(this.at >= last ? 0 : this.at + 1); break;
      case 'ArrowUp': this.mark(this.at <= 0 ? last : this.at - 1); break;
      case 'Enter':
        if (event.shiftKey || this.at < 0) {
          this.close(); // what was typed is what was meant
          return false;
        }
        this.take(this.at);
        break;
      case 'Tab':
        if (event.shiftKey) return false;
        this.take(Math.max(this.at, 0));
        break;
      case 'Escape': this.close(); break;
      default: return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  look(event) {
    const { selectionStart: caret, selectionEnd, value } = this.text;
    const found = caret === selectionEnd && event?.inputType !== 'insertFromPaste' ? offersFor(value.slice(0, caret), this.inThread()) : null;
    if (!found?.offers.length) {
      this.close();
      return;
    }
    this.offers = found.offers.slice(0, most);
    this.range = { from: found.from, to: caret };
    fill(this.box, this.offers.map((o, i) => h('div', { role: 'option', id: `${this.box.id}-${i}`, class: 'offer', 'data-at': String(i), 'aria-selected': 'false' },
      o.mark, h('span', { class: 'offer-name' }, o.name, o.args && h('span', { class: 'offer-args' }, ` ${o.args}`)), o.about && h('span', { class: 'offer-about' }, o.about))));
    this.box.hidden = false;
    this.text.setAttribute('role', 'combobox');
    this.text.setAttribute('aria-haspopup', 'listbox');
    this.text.setAttribute('aria-expanded', 'true');
    this.text.setAttribute('aria-controls', this.box.id);
    this.mark(found.eager ? 0 : -1);
  }

  mark(i) {
    this.at = i;
    for (const [n, row] of [...this.box.children].entries()) row.setAttribute('aria-selected', String(n === i));
    if (i < 0) {
      this.text.removeAttribute('aria-activedescendant');
      this.box.scrollTop = 0;
      return;
    }
    this.text.setAttribute('aria-activedescendant', `${this.box.id}-${i}`);
    this.box.children[i].scrollIntoView({ block: 'nearest' });
  }

  take(i) {
    const offer = this.offers[i];
    this.text.setRangeText(offer.insert, this.range.from, this.range.to, 'end');
    this.close();
    this.took();
    if (offer.goesOn) this.look();
  }

  close() {
    if (!this.open) return;
    this.box.hidden = true;
    this.at = -1;
    for (const name of ['role', 'aria-haspopup', 'aria-expanded', 'aria-controls', 'aria-activedescendant']) this.text.removeAttribute(name);
  }
}

// offersFor answers what could stand at the end of a text: where it would begin, the offers, and whether the first one is
// marked at once, so that Enter takes it. It is not where the text is complete already: then Enter sends.
function offersFor(before, inThread) {
  const word = /(?:^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
  if (word) {
    const typed = word[2].toLowerCase();
    const offers = word[1] === '@' ? peopleFor(typed) : channelsFor(typed);
    const exact = offers.some((o) => o.key === typed);
    if (exact && offers.length === 1) return null;
    return { from: before.length - word[2].length - 1, offers, eager: !exact };
  }
  const { command } = state.world;
  if (!inThread && before !== '' && before !== command && command.startsWith(before)) {
    return { from: 0, offers: [{ name: command, about: 'Ask the bot', insert: `${command} `, goesOn: true }], eager: true };
  }
  const called = /^(\S+) +([^\n]*)$/.exec(before);
  const mention = `@${person(state.world.bot)?.name}`;
  if (!called || called[1] !== mention && (inThread || called[1] !== command)) return null;
  const typed = called[2].replace(/^in +\S+ +/, ''); // "in NAME" says which agent is meant
  return commandsFor(typed.toLowerCase(), before.length - typed.length);
}

function peopleFor(typed) {
  const fits = (p) => p.name.toLowerCase().startsWith(typed) || p.real_name.toLowerCase().split(' ').some((w) => w.startsWith(typed));
  return state.world.people.filter((p) => p.kind !== 'deactivated' && fits(p)).map((p) => ({
    key: p.name.toLowerCase(), name: `@${p.name}`, about: p.title ? `${p.real_name} · ${p.title}` : p.real_name, mark: avatar(p.id, true), insert: `@${p.name} `,
  }));
}

const channelsFor = (typed) => state.world.places.filter((p) => !p.direct && !p.archived && p.name.toLowerCase().startsWith(typed)).map((p) => ({
  key: p.name.toLowerCase(), name: `#${p.name}`, about: p.private ? 'Private channel' : '', insert: `#${p.name} `,
}));

// commandsFor finds commands by what was typed of their name, or of their last word: "ack" finds "incident ack".
function commandsFor(typed, from) {
  const offer = (c) => ({ name: c.line, args: c.args, about: c.about, insert: c.args ? `${c.line} ` : c.line, goesOn: c.goes });
  const all = state.commands;
  const complete = !typed || all.some((c) => [c.line, c.short].includes(typed.trimEnd()));
  if (all.some((c) => c.line === typed.trimEnd() && (c.args === '' || typed !== c.line))) return null;
  const begin = all.filter((c) => c.line.startsWith(typed));
  const verb = all.filter((c) => !begin.includes(c) && typed && c.line.split(' ').slice(1).some((w) => w.startsWith(typed)));
  return { from, offers: [...begin, ...verb].map(offer), eager: !complete };
}
