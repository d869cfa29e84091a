// Left: everyone's inbox, channels, direct messages, and who is acting.

import { avatar } from './avatar.js';
import { fill, h, keep } from './dom.js';
import { actAs, everyoneBox, goTo, state } from './state.js';

let lists = null; // of channels, direct messages and people
let acting = ''; // whose entry was brought into view
let drawn = new Map(); // what stands there, by key: an entry that did not change keeps its node, so that no click is lost

export function showSidebar(node, close) {
  if (!lists) build(node);
  const before = drawn;
  drawn = new Map();
  const row = (key, known, draw) => {
    const text = JSON.stringify(known);
    const old = before.get(key);
    const now = old?.text === text ? old : { text, node: h('li', {}, draw()) };
    drawn.set(key, now);
    return now.node;
  };
  const focused = document.activeElement?.dataset?.key;
  const place = (mark, name) => (p) => row(p.id, [p, p.id === state.place], () => entry(p, close, mark(p), name(p)));
  keep(lists.inbox, [row('inbox', state.place === everyoneBox, () => everyone(close))]);
  keep(lists.channels, state.world.places.filter((p) => !p.direct).map(place(sign, (p) => p.name)));
  keep(lists.direct, state.world.places.filter((p) => p.direct).map(place(() => avatar(state.world.bot, true), () => 'Rollout')));
  keep(lists.people, state.world.people.filter((p) => p.id !== state.world.bot).map((p) => row(`person ${p.id}`, [p, p.id === state.user], () => who(p, close))));
  if (acting !== state.user) lists.people.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: 'nearest' });
  acting = state.user;
  if (focused && !document.activeElement?.dataset?.key) node.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function build(node) {
  lists = { inbox: h('ul', {}), channels: h('ul', {}), direct: h('ul', {}), people: h('ul', { 'aria-labelledby': 'acting' }) };
  fill(node, lists.inbox, h('h2', {}, 'Channels'), lists.channels, h('h2', {}, 'Direct messages'), lists.direct,
    h('h2', { id: 'acting' }, 'You act as'), lists.people);
}

const sign = (p) => h('span', { class: 'hash', 'aria-hidden': 'true' }, p.private ? h('span', { class: 'lock' }) : '#');

function everyone(close) {
  return h('button', {
    type: 'button', class: 'entry everyone', 'data-key': 'inbox', 'aria-current': state.place === everyoneBox ? 'true' : null,
    onclick: () => { close(); goTo(everyoneBox); },
  }, h('span', { class: 'tray', 'aria-hidden': 'true' }), h('span', { class: 'entry-name' }, 'Everyone’s inbox'));
}

function entry(place, close, mark, name) {
  return h('button', {
    type: 'button', class: `entry${place.unread ? ' unread' : ''}`, 'data-key': `place ${place.id}`, 'aria-current': place.id === state.place ? 'true' : null,
    onclick: () => { close(); goTo(place.id); },
  }, mark, h('span', { class: 'entry-name' }, name, place.private && !place.direct && h('span', { class: 'unseen' }, ' (private)')),
  place.unread > 0 && h('span', { class: 'count' }, String(Math.min(place.unread, 99)), h('span', { class: 'unseen' }, ' unread')));
}

function who(p, close) {
  const gone = p.kind === 'deactivated';
  return h('button', {
    type: 'button', class: 'entry person', 'data-key': `person ${p.id}`, 'aria-pressed': String(p.id === state.user), disabled: gone,
    onclick: () => { close(); actAs(p.id); },
  }, avatar(p.id, true),
  h('span', { class: 'entry-name' }, p.real_name, h('small', {}, gone ? 'Deactivated' : p.title)),
  p.waiting > 0 && h('span', { class: 'count' }, String(Math.min(p.waiting, 99)), h('span', { class: 'unseen' }, ' unread direct messages')));
}
