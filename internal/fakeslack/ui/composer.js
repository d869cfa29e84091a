// Writing a message, in a place or in a thread. Enter sends, Shift+Enter begins a line, Up brings back the last line. What
// could be meant is offered above the field: see complete.js.

import * as api from './api.js';
import { Completer } from './complete.js';
import { fill, h } from './dom.js';
import { placeOf, refresh, state } from './state.js';

const sent = []; // what was typed in this page, newest last
const drafts = new Map(); // what was begun and not sent, by who, where and in which thread

export class Composer {
  constructor(form, { thread, sends }) {
    this.form = form;
    this.sends = sends; // called when something is on its way
    this.thread = thread; // says which thread to write in, empty for none
    this.file = null;
    this.back = 0; // how far back in what was sent
    this.draft = ''; // the key of what is being written
    this.shift = false; // held at the last key
    this.taken = false; // the last key was for the list of offers
    const id = thread() === null ? 'composer-text' : 'reply-text';
    this.text = h('textarea', { id, rows: '1', autocomplete: 'off', spellcheck: 'false' });
    this.label = h('label', { class: 'unseen', for: id });
    this.chip = h('p', { class: 'chip', hidden: true });
    this.status = h('p', { class: 'composer-status', role: 'status' });
    this.picker = h('input', { type: 'file', hidden: true, accept: '.md,.markdown,.txt,.csv,.json,text/*', onchange: () => this.pick() });
    this.send = h('button', { type: 'submit', class: 'button primary' }, 'Send');
    const offers = h('div', { class: 'offers' });
    fill(form, offers, this.label, this.chip, this.text,
      h('div', { class: 'composer-foot' },
        h('button', { type: 'button', class: 'button quiet', onclick: () => this.picker.click() }, 'Attach file'), this.picker,
        this.status, this.send));
    this.completer = new Completer(this.text, offers, { inThread: () => Boolean(thread()), took: () => this.fit() });
    form.addEventListener('submit', (event) => { event.preventDefault(); this.submit(); });
    this.text.addEventListener('keydown', (event) => this.key(event));
    // Not on keydown: a line break says so itself, also from a touch keyboard, and never while a word is being composed.
    this.text.addEventListener('beforeinput', (event) => {
      if (event.inputType !== 'insertLineBreak' || this.shift) return;
      event.preventDefault();
      if (!this.taken) this.submit();
    });
    this.text.addEventListener('input', () => this.fit());
  }

  // aim says where the next message goes, and brings back what was begun there.
  aim() {
    const draft = `${state.user}/${state.place}/${this.thread() ?? ''}`;
    if (draft !== this.draft) {
      drafts.set(this.draft, this.text.value);
      this.draft = draft;
      this.completer.close();
      this.back = 0;
      this.set(drafts.get(draft) ?? '');
    }
    const place = placeOf(state.place);
    const where = place?.direct ? 'Rollout' : `#${place?.name ?? ''}`;
    const words = this.thread() ? 'Reply in the thread' : `Message ${where}`;
    this.label.textContent = words;
    this.text.placeholder = this.thread() ? 'Reply, or @rollout and a command' : `${words}, or type ${state.world.command}`;
  }

  key(event) {
    this.shift = event.shiftKey;
    this.taken = this.completer.key(event);
    if (this.taken) return;
    if (event.key === 'ArrowUp' && (this.text.value === '' || this.back > 0) && this.back < sent.length) {
      event.preventDefault();
      this.back += 1;
      this.set(sent[sent.length - this.back]);
    } else if (event.key === 'ArrowDown' && this.back > 0) {
      event.preventDefault();
      this.back -= 1;
      this.set(this.back ? sent[sent.length - this.back] : '');
    }
  }

  set(value) {
    this.text.value = value;
    this.fit();
  }

  fit() {
    this.text.style.height = 'auto';
    this.text.style.height = `${Math.min(this.text.scrollHeight, 240)}px`;
  }

  async pick() {
    const [file] = this.picker.files;
    this.picker.value = '';
    if (!file) return;
    this.file = { name: file.name, content: await file.text() };
    this.chip.hidden = false;
    fill(this.chip, file.name, h('button', { type: 'button', class: 'icon-button', 'aria-label': `Remove ${file.name}`, onclick: () => this.drop() }, '✕'));
    this.text.focus();
  }

  drop() {
    this.file = null;
    this.chip.hidden = true;
  }

  async submit() {
    const text = this.text.value;
    const file = this.file;
    if (!text.trim() && !file) return;
    const to = { user: state.user, channel: state.place, thread: this.thread() ?? '' };
    if (text.trim()) sent.push(text);
    this.back = 0;
    this.set('');
    this.drop();
    this.say('Sending', true);
    this.sends();
    try {
      if (file) await api.file({ ...to, ...file, ...(text.trim() ? { text } : {}) });
      else await api.command({ ...to, text });
      this.say('');
      await refresh();
    } catch (error) {
      this.say(error.message);
      if (!this.text.value) this.set(text);
      if (file) {
        this.file = file;
        this.chip.hidden = false;
      }
    }
  }

  say(text, busy = false) {
    this.status.textContent = text;
    this.status.classList.toggle('busy', busy);
    this.status.classList.toggle('failed', Boolean(text) && !busy);
  }
}
