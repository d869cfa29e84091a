// A person as two letters on a colour of their own.

import { h } from './dom.js';
import { person, state } from './state.js';

export function avatar(id, small) {
  const name = id === 'slackbot' ? 'Slackbot' : person(id)?.real_name ?? id;
  const letters = id === state.world?.bot ? 'R' : name.split(/\s+/).map((w) => w[0]).join('').slice(0, 2).toUpperCase();
  const at = Math.max(0, state.world?.people.findIndex((p) => p.id === id) ?? 0);
  const kind = id === state.world?.bot ? 'hue-bot' : id === 'slackbot' ? 'hue-slack' : `hue-${at % 8}`;
  return h('span', { class: `avatar ${kind}${small ? ' small' : ''}`, 'aria-hidden': 'true' }, letters);
}
