// The playground's clock: what time it is there, and moving it.

import * as api from './api.js';
import { full, time, dayOf, zoneName } from './dates.js';
import { fill, h } from './dom.js';
import { now, refresh, state, takeClock } from './state.js';

const steps = [['+15 min', { advance: '15m' }], ['+1 h', { advance: '1h' }], ['+1 day', { advance: '24h' }]];

let face = null;
let next = null;
let nextButton = null;
let moving = Promise.resolve(); // the moves that were asked for

export function showClock(node) {
  node.hidden = !state.clock;
  if (!state.clock) return;
  if (!face) {
    face = h('time', { class: 'face' });
    next = h('span', { class: 'next' });
    nextButton = h('button', { type: 'button', class: 'button', onclick: (e) => move(node, e.currentTarget, { to: 'next' }) }, 'Next event');
    fill(node, h('p', { class: 'now' }, face, next),
      h('div', { class: 'steps', role: 'group', 'aria-label': 'Move the clock' },
        steps.map(([name, how]) => h('button', { type: 'button', class: 'button', onclick: (e) => move(node, e.currentTarget, how) }, name)),
        nextButton));
    setInterval(tick, 5000);
  }
  tick();
}

function tick() {
  const ms = now();
  face.textContent = `${full(ms)} ${zoneName()}`;
  face.dateTime = new Date(ms).toISOString();
  const at = state.clock?.next ?? 0;
  nextButton.disabled = !at;
  if (!at) next.textContent = 'nothing is planned';
  else next.textContent = `next ${dayOf(at) === dayOf(ms) ? time(at) : full(at)}`;
}

// move moves the clock, one step after the other: whoever presses three times goes three steps.
function move(node, button, how) {
  moving = moving.then(() => step(node, button, how));
}

async function step(node, button, how) {
  node.setAttribute('aria-busy', 'true');
  button.setAttribute('aria-busy', 'true');
  try {
    takeClock(await api.move(how));
    await refresh();
  } catch (error) {
    next.textContent = error.message;
  } finally {
    node.removeAttribute('aria-busy');
    button.removeAttribute('aria-busy');
  }
}
