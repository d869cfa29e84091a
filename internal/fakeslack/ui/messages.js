// Messages of a place or a thread.

import * as api from './api.js';
import { avatar } from './avatar.js';
import { blocks } from './blocks.js';
import { dayOf, full, heading, stamp, time } from './dates.js';
import { h, keep } from './dom.js';
import { Follower } from './follow.js';
import { mrkdwn } from './mrkdwn.js';
import { now, openThread, person, refresh, showEarlier, state } from './state.js';

export const millis = (ts) => Number(ts.split('.')[0]) * 1000;

const nameOf = (id) => (id === 'slackbot' ? 'Slackbot' : person(id)?.real_name ?? id);

// A list remembers the nodes that it drew, so that a message that did not change keeps its node, focus and half-made
// choices.
export class MessageList {
  constructor(node, { inThread }) {
    this.node = node;
    this.inThread = inThread;
    this.drawn = new Map();
    this.place = '';
    this.follower = new Follower(node);
  }

  // toEnd goes to where the newest message is, or will be.
  toEnd() {
    this.follower.toEnd();
  }

  // show draws messages, at the end of a place that was not shown before.
  show(messages, head = []) {
    const here = `${state.user}/${state.place}/${this.inThread ? state.thread : ''}`;
    const fresh = here !== this.place;
    if (fresh) {
      this.toEnd();
      this.drawn.clear();
    }
    this.place = here;
    const nodes = [...head];
    const drawn = new Map();
    let day = '';
    let before = null;
    for (const m of messages) {
      if (!this.inThread && dayOf(millis(m.ts)) !== day) {
        day = dayOf(millis(m.ts));
        nodes.push(this.divider(day, millis(m.ts), drawn));
        before = null;
      }
      const follows = before && before.user === m.user && before.ephemeral === m.ephemeral && millis(m.ts) - millis(before.ts) < 5 * 60000;
      nodes.push(this.message(m, follows, drawn));
      before = m;
    }
    this.drawn = drawn;
    const focused = focusIn(this.node);
    this.follower.draws();
    keep(this.node, nodes);
    restoreFocus(this.node, focused);
    this.follower.drew(messages.filter((m) => m.user !== state.user));
  }

  divider(day, ms, drawn) {
    const text = heading(ms);
    const key = `day ${day}`;
    const known = this.drawn.get(key);
    const node = known?.text === text ? known.node : h('h2', { class: 'day' }, h('span', {}, text));
    drawn.set(key, { text, node });
    return node;
  }

  message(m, follows, drawn) {
    const text = JSON.stringify([m, follows, dayOf(now())]); // what it calls today is yesterday tomorrow
    const known = this.drawn.get(m.ts);
    const node = known?.text === text ? known.node : draw(m, follows, this.inThread);
    drawn.set(m.ts, { text, node });
    return node;
  }
}

// A message that changed has a new node: what had focus in the old one has it in the new one, or else the list has.
function focusIn(list) {
  const active = document.activeElement;
  return list.contains(active) && active !== list ? { text: active.textContent, ts: active.closest('[data-ts]')?.dataset.ts } : null;
}

function restoreFocus(list, focused) {
  if (!focused || list.contains(document.activeElement)) return;
  const buttons = [...list.querySelectorAll(`[data-ts="${CSS.escape(focused.ts ?? '')}"] button`)];
  (buttons.find((b) => b.textContent === focused.text) ?? buttons[0] ?? list).focus({ preventScroll: true });
}

function draw(m, follows, inThread) {
  const error = h('p', { class: 'field-error', role: 'alert', hidden: true });
  const host = { press: (press) => pressed(m, press, error) };
  const bot = m.user === state.world.bot;
  return h('article', { class: `message${follows ? ' follows' : ''}${bot ? ' bot' : ''}${m.ephemeral ? ' ephemeral' : ''}`, 'data-ts': m.ts, 'aria-label': `${nameOf(m.user)} at ${time(millis(m.ts))}` },
    follows ? h('time', { class: 'gutter', datetime: new Date(millis(m.ts)).toISOString(), title: full(millis(m.ts)) }, time(millis(m.ts)))
      : avatar(m.user),
    h('div', { class: 'message-main' },
      m.ephemeral && h('p', { class: 'only-you' }, 'Only visible to you'),
      !follows && h('p', { class: 'who' }, h('strong', {}, nameOf(m.user)), bot && h('span', { class: 'app' }, 'App'),
        // A thread has no lines between its days.
        h('time', { datetime: new Date(millis(m.ts)).toISOString(), title: full(millis(m.ts)) }, (inThread ? stamp : time)(millis(m.ts)))),
      m.broadcast && inThread === false && h('p', { class: 'from-thread' }, 'Also sent from a thread'),
      h('div', { class: 'body' },
        m.blocks.length ? blocks(m.blocks, host) : h('div', { class: 'b-text' }, mrkdwn(m.text)),
        m.edited && h('span', { class: 'edited' }, '(edited)')),
      m.files?.map((f) => h('a', { class: 'file', href: api.downloadAddress(state.user, f.id), download: f.name },
        h('span', { class: 'file-kind', 'aria-hidden': 'true' }, f.name.split('.').pop().slice(0, 4)), h('span', {}, f.name, h('small', {}, size(f.size))))),
      error,
      !inThread && m.replies > 0 && h('button', { type: 'button', class: 'replies', onclick: () => openThread(m.ts) },
        m.replies === 1 ? '1 reply' : `${m.replies} replies`),
      !inThread && m.thread && h('button', { type: 'button', class: 'replies', onclick: () => openThread(m.thread) }, 'View the thread')),
    !inThread && !m.ephemeral && !m.thread && h('button', { type: 'button', class: 'reply-button', 'aria-label': `Reply in a thread to ${nameOf(m.user)} at ${time(millis(m.ts))}`, onclick: () => openThread(m.ts) }, 'Reply'));
}

const size = (n) => (n < 1024 ? `${n} bytes` : `${Math.round(n / 1024)} KB`);

async function pressed(m, press, error) {
  error.hidden = true;
  try {
    const answer = await api.click({ user: state.user, channel: m.channel, ts: m.ts, ...press });
    if (answer.errors?.action) throw new Error(answer.errors.action);
    await refresh();
  } catch (problem) {
    error.textContent = problem.message;
    error.hidden = false;
  }
}

// earlier is the button above a list that does not begin at the beginning.
export function earlier() {
  if (state.messages.length <= state.limit) return [];
  return [h('button', { type: 'button', class: 'button earlier', onclick: showEarlier }, 'Show earlier messages')];
}
