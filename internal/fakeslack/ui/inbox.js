// Everyone's inbox: every message that the bot sent, in the order in which it did, with who got it and how many each
// person and channel got. An answer that only the asker sees is shown when it is wanted, and counts for nobody.

import { avatar } from './avatar.js';
import { dayOf, full, heading, time } from './dates.js';
import { fill, h, keep } from './dom.js';
import { Follower } from './follow.js';
import { millis } from './messages.js';
import { mrkdwn } from './mrkdwn.js';
import { actAs, askBox, everyoneBox, goTo, person, placeOf, showEarlier, state } from './state.js';

const spans = [['', 'All the time'], ['31', 'The last 31 days'], ['7', 'The last 7 days'], ['1', 'The last 24 hours']];

let built = null; // { filter, list, note, span, answers, follower }
let before = '';
let asked = ''; // what of the inbox is shown
let drawn = new Map(); // what stands in the list, by what is known of it: what did not change keeps its place

// showInbox draws the inbox into a node, or hides it.
export function showInbox(node) {
  node.hidden = state.place !== everyoneBox;
  if (node.hidden) {
    before = '';
    asked = '';
    return;
  }
  if (!built) build(node);
  const { shown, of } = state.box;
  if (!shown) return;
  const now = JSON.stringify([state.box, state.user, dayOf(Date.parse(state.world.now))]);
  if (now === before) return;
  before = now;
  drawFilter(shown, of);
  const { since, answers } = state.box;
  const wanted = JSON.stringify([of, since, answers]);
  if (wanted !== asked) built.follower.toEnd();
  asked = wanted;
  const hidden = shown.total - shown.messages.length;
  const list = shown.messages.length ? rows(shown.messages) : [h('p', { class: 'empty' }, 'The bot sent nothing here in this time.')];
  if (hidden > 0) list.unshift(h('button', { type: 'button', class: 'button earlier', onclick: showEarlier }, `Show earlier messages (${hidden} more)`));
  built.follower.draws();
  keep(built.list, list);
  built.note.textContent = shown.total === 1 ? '1 message' : `${shown.total} messages`;
  built.follower.drew(shown.messages);
}

function build(node) {
  const filter = h('div', { class: 'box-filter', role: 'group', 'aria-label': 'Whose messages' });
  const span = h('select', { class: 'menu', 'aria-label': 'Of which time', onchange: () => askBox({ since: span.value }) },
    spans.map(([value, name]) => h('option', { value }, name)));
  const answers = h('input', { type: 'checkbox', onchange: () => askBox({ answers: answers.checked }) });
  const note = h('p', { class: 'box-note', role: 'status' });
  const list = h('div', { class: 'log box-list', tabindex: '0', 'aria-label': 'Messages of the bot' });
  fill(node, h('div', { class: 'box-head' }, filter,
    h('div', { class: 'box-choices' }, span, h('label', { class: 'choice' }, answers, h('span', {}, 'With answers', h('span', { class: 'roomy' }, ' that only the asker saw'))), note)), list);
  built = { filter, list, note, span, answers, follower: new Follower(list) };
}

function drawFilter(shown, of) {
  const focused = document.activeElement?.dataset?.of;
  const all = [...shown.people, ...shown.channels].reduce((sum, t) => sum + t.count, 0);
  const chip = (key, mark, name, count) => h('button', {
    type: 'button', class: 'box-chip', 'data-of': key, 'aria-pressed': String(of === key), onclick: () => askBox({ of: of === key ? '' : key }),
  }, mark, h('span', {}, name), h('span', { class: 'box-count' }, String(count), h('span', { class: 'unseen' }, count === 1 ? ' message' : ' messages')));
  fill(built.filter, chip('', null, 'Everybody', all),
    shown.people.map((t) => chip(t.id, avatar(t.id, true), person(t.id)?.real_name ?? t.id, t.count)),
    shown.channels.map((t) => chip(`#${t.id}`, null, `#${t.name}`, t.count)));
  if (focused !== undefined) built.filter.querySelector(`[data-of="${CSS.escape(focused)}"]`)?.focus();
}

function rows(messages) {
  let day = '';
  const out = [];
  const known = drawn;
  drawn = new Map();
  const put = (what, draw) => {
    const key = JSON.stringify(what);
    const node = known.get(key) ?? draw();
    drawn.set(key, node);
    out.push(node);
  };
  const today = [state.user, dayOf(Date.parse(state.world.now))]; // times are worded for who reads, and when
  for (const m of messages) {
    const ms = millis(m.ts);
    if (dayOf(ms) !== day) {
      day = dayOf(ms);
      put([day, today], () => h('h2', { class: 'day' }, h('span', {}, heading(ms))));
    }
    put([m, today], () => row(m, ms));
  }
  return out;
}

function row(m, ms) {
  const channel = m.channel && `#${channelOf(m)?.name ?? m.channel}`;
  const to = m.person ? person(m.person)?.real_name ?? m.person : channel;
  const about = [m.answer && 'answer', m.answer && channel, m.thread && 'in a thread'].filter(Boolean).join(', ');
  return h('article', { class: 'box-row', 'data-ts': m.ts, 'aria-label': `To ${to} at ${time(ms)}` },
    h('time', { datetime: new Date(ms).toISOString(), title: full(ms) }, time(ms)),
    h('p', { class: 'box-to' }, m.person ? avatar(m.person, true) : h('span', { class: 'hash', 'aria-hidden': 'true' }, '#'),
      h('span', {}, h('strong', {}, m.person ? to : to.slice(1)), about && h('small', {}, about))),
    h('div', { class: 'box-text b-text' }, mrkdwn(m.text)),
    h('button', { type: 'button', class: 'box-go', 'aria-label': `Go to the message to ${to} at ${time(ms)}`, onclick: () => visit(m) }, 'Go to'));
}

const channelOf = (m) => state.box.shown.channels.find((c) => c.id === m.channel);

// visit shows a message where it stands: as the person who got it, or as somebody in its channel.
async function visit(m) {
  const who = m.person || (placeOf(m.place) ? '' : channelOf(m)?.member);
  if (who && who !== state.user) await actAs(who);
  await goTo(m.place, m.thread || (m.channel && !m.answer ? m.ts : ''));
}
