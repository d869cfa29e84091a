// The question before something that cannot be taken back.

import { h } from './dom.js';
import { textObject, textOf } from './mrkdwn.js';

// retire takes a dialog away, and gives focus back to where it was before, or else to the message field. The browser does
// so by itself while the page is still closed to input, after which a field has focus and yet takes no letters.
export function retire(box) {
  box.close();
  box.remove();
  const before = document.activeElement;
  const to = before && before !== document.body ? before : document.getElementById('composer-text');
  to.blur();
  to.focus({ preventScroll: true });
}

// confirmed asks, and resolves to whether the person wants it.
export function confirmed(question) {
  return new Promise((resolve) => {
    const box = h('dialog', { class: 'dialog small', 'aria-label': textOf(question.title) },
      h('h2', {}, textOf(question.title)),
      h('div', { class: 'dialog-body' }, h('div', { class: 'b-text' }, textObject(question.text))),
      h('div', { class: 'dialog-foot' },
        h('button', { type: 'button', class: 'button', autofocus: true, onclick: () => box.close('no') }, textOf(question.deny)),
        h('button', { type: 'button', class: `button ${question.style ?? 'primary'}`, onclick: () => box.close('yes') }, textOf(question.confirm))));
    box.addEventListener('close', () => {
      retire(box);
      resolve(box.returnValue === 'yes');
    });
    document.body.append(box);
    box.showModal();
  });
}
