// The question before something that cannot be taken back.

import { h } from './dom.js';
import { textObject, textOf } from './mrkdwn.js';

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
      box.remove();
      resolve(box.returnValue === 'yes');
    });
    document.body.append(box);
    box.showModal();
  });
}
