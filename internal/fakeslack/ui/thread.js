// Right: the thread that is open.

import { Composer } from './composer.js';
import { fill, h } from './dom.js';
import { MessageList } from './messages.js';
import { openThread, placeOf, state } from './state.js';

let list = null;
let composer = null;
let about = null;

export function showThread(node) {
  const wasOpen = !node.hidden;
  node.hidden = !state.thread || !state.replies.length;
  document.body.classList.toggle('thread-open', !node.hidden);
  if (node.hidden) return;
  if (!list) build(node);
  const place = placeOf(state.place);
  about.textContent = place?.direct ? 'Rollout' : `#${place?.name}`;
  list.show(state.replies);
  composer.aim();
  if (!wasOpen) composer.text.focus();
}

function build(node) {
  const log = h('div', { class: 'log', tabindex: '0', 'aria-label': 'Replies' });
  const form = h('form', { class: 'composer' });
  about = h('p', {});
  fill(node, h('header', { class: 'place' }, h('h2', {}, 'Thread'), about,
    h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close the thread', onclick: leave }, '✕')), log, form);
  list = new MessageList(log, { inThread: true });
  composer = new Composer(form, { thread: () => state.thread, sends: () => list.toEnd() });
  node.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') leave();
  });
}

// leave closes the thread, and goes back to the message that it hangs on.
async function leave() {
  const root = state.thread;
  await openThread('');
  const replies = document.querySelector(`#log [data-ts="${CSS.escape(root)}"] .replies`);
  (replies ?? document.getElementById('composer-text')).focus();
}
