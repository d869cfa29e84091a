// Left: channels, direct messages, and who is acting.

import { avatar } from './avatar.js';
import { fill, h } from './dom.js';
import { actAs, everyoneBox, goTo, state } from './state.js';

let before = '';

export function showSidebar(node, close) {
  const now = JSON.stringify([state.user, state.place, state.world.places, state.world.people]);
  if (now === before) return;
  before = now;
  const focused = document.activeElement?.dataset?.key;
  const channels = state.world.places.filter((p) => !p.direct);
  const direct = state.world.places.filter((p) => p.direct);
  fill(node,
    h('button', {
      type: 'button', class: 'entry everyone', 'data-key': 'inbox', 'aria-current': state.place === everyoneBox ? 'true' : null,
      onclick: () => { close(); goTo(everyoneBox); },
    }, h('span', { class: 'tray', 'aria-hidden': 'true' }), h('span', { class: 'entry-name' }, 'Everyone’s inbox')),
    h('h2', {}, 'Channels'),
    h('ul', {}, channels.map((p) => entry(p, close, h('span', { class: 'hash', 'aria-hidden': 'true' }, p.private ? h('span', { class: 'lock' }) : '#'), p.name, p.private && 'private'))),
    h('h2', {}, 'Direct messages'),
    h('ul', {}, direct.map((p) => entry(p, close, avatar(state.world.bot, true), 'Rollout', null))),
    h('h2', { id: 'acting' }, 'You act as'),
    h('ul', { 'aria-labelledby': 'acting' }, state.world.people.filter((p) => p.id !== state.world.bot).map((p) => who(p, close))));
  if (focused) node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function entry(place, close, mark, name, note) {
  return h('li', {}, h('button', {
    type: 'button', class: `entry${place.unread ? ' unread' : ''}`, 'data-key': `place ${place.id}`, 'aria-current': place.id === state.place ? 'true' : null,
    onclick: () => { close(); goTo(place.id); },
  }, mark, h('span', { class: 'entry-name' }, name, note && h('span', { class: 'unseen' }, ` (${note})`)),
  place.unread > 0 && h('span', { class: 'count' }, String(Math.min(place.unread, 99)), h('span', { class: 'unseen' }, ' unread'))));
}

function who(p, close) {
  const gone = p.kind === 'deactivated';
  return h('li', {}, h('button', {
    type: 'button', class: 'entry person', 'data-key': `person ${p.id}`, 'aria-pressed': String(p.id === state.user), disabled: gone,
    onclick: () => { close(); actAs(p.id); },
  }, avatar(p.id, true),
  h('span', { class: 'entry-name' }, p.real_name, h('small', {}, gone ? 'Deactivated' : p.title)),
  p.waiting > 0 && h('span', { class: 'count' }, String(Math.min(p.waiting, 99)), h('span', { class: 'unseen' }, ' unread direct messages'))));
}
