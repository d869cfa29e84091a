// The tabs of the bot's direct messages, and its home tab as it was published to the person who is acting.

import * as api from './api.js';
import { blocks } from './blocks.js';
import { dayOf } from './dates.js';
import { fill, h } from './dom.js';
import { now, placeOf, refresh, showTab, state } from './state.js';

const tabs = [['home', 'Home'], ['messages', 'Messages']];

let drawn = ''; // the hash of what is shown, with whose it is and on which day
let values = new Map(); // what its fields hold

// homeInFront says whether the home tab is what is looked at.
export const homeInFront = () => Boolean(placeOf(state.place)?.direct && state.world.home_tab && state.tab === 'home');

// showTabs draws the tabs above the bot's direct messages; nothing where the bot has no home tab.
export function showTabs(node, ids) {
  node.hidden = !(placeOf(state.place)?.direct && state.world.home_tab);
  if (node.hidden) return;
  if (!node.firstChild) {
    node.setAttribute('role', 'tablist');
    node.setAttribute('aria-label', 'Rollout');
    fill(node, tabs.map(([tab, name]) => h('button', {
      type: 'button', role: 'tab', id: `tab-${tab}`, 'aria-controls': ids[tab], 'data-tab': tab, onclick: () => showTab(tab),
    }, name)));
    node.addEventListener('keydown', (event) => {
      if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
      event.preventDefault();
      showTab(state.tab === 'home' ? 'messages' : 'home');
      node.querySelector(`[data-tab="${state.tab}"]`).focus();
    });
  }
  for (const button of node.children) {
    const chosen = (button.dataset.tab === 'home') === homeInFront();
    button.setAttribute('aria-selected', String(chosen));
    button.tabIndex = chosen ? 0 : -1;
  }
}

// showHome draws the home tab into a node, or hides it.
export function showHome(node) {
  node.hidden = !homeInFront();
  if (node.hidden) return;
  const { home } = state.world;
  const key = `${state.user} ${home?.hash ?? ''} ${dayOf(now())}`; // what it calls today is yesterday tomorrow
  if (key === drawn) return;
  drawn = key;
  values = new Map();
  if (!home) {
    fill(node, h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, 'Nothing here yet'), h('p', {}, 'The bot has not filled this tab.')));
    return;
  }
  const focused = node.contains(document.activeElement) ? document.activeElement.textContent : '';
  const error = h('p', { class: 'field-error', role: 'alert', hidden: true });
  fill(node, h('div', { class: 'home-body' }, blocks(home.blocks ?? [], { values, press: (press) => pressed(home, press, error) }), error));
  if (focused) [...node.querySelectorAll('button')].find((b) => b.textContent === focused)?.focus();
}

async function pressed(home, press, error) {
  error.hidden = true;
  try {
    const typed = Object.fromEntries([...values].map(([k, v]) => [k.slice(k.indexOf('/') + 1), v]));
    const answer = await api.click({ user: state.user, view: home.id, values: typed, ...press });
    if (answer.errors?.action) throw new Error(answer.errors.action);
    await refresh();
  } catch (problem) {
    error.textContent = problem.message;
    error.hidden = false;
  }
}
