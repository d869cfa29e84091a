// What the page knows: who is acting, where they look, and the world as they see it. Parts of the page listen for it.

import * as api from './api.js';

// How many messages of a place are shown at first, and how many more at a time.
const page = 200;

export const state = {
  user: '', // who is acting
  place: '', // the channel or direct messages in front, or everyoneBox
  tab: 'messages', // of the direct messages: messages or home
  thread: '', // ts of the first message of the open thread
  world: null, // what /play/world answers
  commands: [], // what /play/commands answers
  box: { of: '', since: '', answers: false, shown: null }, // everyone's inbox: what is asked of it, and its answer
  messages: [], // of the place, oldest first
  replies: [], // of the open thread, its first message included
  limit: page,
  clock: null, // { now: ms at the moment it was asked, at: performance.now() then, next: ms or 0 }
};

// everyoneBox stands where a place does, and is none: no channel is called so.
export const everyoneBox = '~inbox';

const listeners = new Set();
export const onChange = (listener) => listeners.add(listener);
const tell = (what) => listeners.forEach((listener) => listener(what));

export const person = (id) => state.world?.people.find((p) => p.id === id);
export const placeOf = (id) => state.world?.places.find((p) => p.id === id);
export const me = () => person(state.user);
export const zone = () => me()?.zone ?? 'UTC';
export const directPlace = () => state.world?.places.find((p) => p.direct)?.id ?? '';

// now is the world's time: it goes on between two answers of the clock.
export function now() {
  if (!state.clock) return Date.parse(state.world?.now ?? '') || Date.now();
  return state.clock.now + (performance.now() - state.clock.at);
}

// The address holds who acts, where, and in which thread, so that a reload comes back to the same view.
function readAddress() {
  const [user, place, thread] = decodeURIComponent(location.hash.slice(1)).split('/');
  const link = /^\/archives\/([^/]+)\/p(\d+)(\d{6})$/.exec(location.pathname);
  const root = new URLSearchParams(location.search).get('thread_ts');
  if (link) return { user: user || 'maya', place: link[1], thread: root ?? `${link[2]}.${link[3]}` };
  return { user, place, thread };
}

function writeAddress() {
  const parts = [state.user, state.place, state.thread].filter(Boolean);
  history.replaceState(null, '', `/#${parts.join('/')}`);
}

export async function begin() {
  const at = readAddress();
  state.world = await api.world(at.user);
  state.user = person(at.user) && at.user !== state.world.bot ? at.user : firstPerson();
  if (state.user !== at.user) state.world = await api.world(state.user);
  state.place = known(at.place) ? at.place : firstPlace();
  state.thread = placeOf(state.place) ? at.thread ?? '' : '';
  writeAddress();
  await Promise.all([refresh(), refreshClock()]);
}

const known = (place) => place === everyoneBox || Boolean(placeOf(place));

function firstPerson() {
  const people = state.world.people.filter((p) => p.id !== state.world.bot);
  return (people.find((p) => p.id === 'maya') ?? people[0])?.id ?? '';
}

function firstPlace() {
  const places = state.world.places;
  return (places.find((p) => !p.direct && p.unread > 0)
    ?? places.find((p) => !p.direct && p.members.includes(state.world.bot)) ?? places[0])?.id ?? '';
}

export async function actAs(user) {
  state.user = user;
  state.thread = '';
  state.messages = [];
  state.replies = [];
  state.world = await api.world(user);
  if (!known(state.place)) state.place = state.place.startsWith('D-') ? directPlace() : firstPlace();
  state.tab = 'messages';
  writeAddress();
  tell('place');
  await refresh();
  await opened();
}

export async function goTo(place, thread = '') {
  if (!known(place)) return;
  state.place = place;
  state.thread = thread;
  state.messages = [];
  state.replies = [];
  state.limit = page;
  state.tab = 'messages';
  writeAddress();
  tell('place');
  await refresh();
  await opened();
}

// showTab shows the home tab or the messages of the bot's direct messages.
export async function showTab(tab) {
  state.tab = tab;
  tell('place');
  await opened();
}

// opened tells the bot that somebody looks at its direct messages, as Slack does.
async function opened() {
  if (!placeOf(state.place)?.direct) return;
  await api.home(state.user, state.tab);
  await refresh();
}

// askBox narrows everyone's inbox to a person or a channel, to a time, or widens it by answers.
export async function askBox(change) {
  Object.assign(state.box, change);
  await refresh();
}

export async function openThread(ts) {
  state.thread = ts;
  state.replies = [];
  writeAddress();
  await refresh();
}

export async function showEarlier() {
  state.limit += page;
  await refresh();
}

// asked is what everyone's inbox is asked for. Its time is a number of days before now.
function asked() {
  const { of, since, answers } = state.box;
  return {
    of, limit: state.limit, answers: answers ? 'yes' : '',
    since: since ? new Date(now() - Number(since) * 24 * 3600 * 1000).toISOString().replace(/\.\d+Z$/, 'Z') : '',
  };
}

let running = false;
let again = false;

// refresh asks for the world and the messages in front. Changes that come meanwhile lead to one more round.
export async function refresh() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    do {
      again = false;
      const { user, limit, thread } = state;
      const place = placeOf(state.place) ? state.place : '';
      const front = state.place;
      const none = { messages: [] };
      const [world, commands, list, replies, box] = await Promise.all([
        api.world(user), api.commands(), place ? api.messages(user, place, { limit: limit + 1 }) : none,
        place && thread ? api.messages(user, place, { thread }) : none,
        front === everyoneBox ? api.inbox(asked()) : null,
      ]);
      if (user !== state.user || front !== state.place || thread !== state.thread) {
        again = true;
        continue;
      }
      state.world = world;
      state.commands = commands.commands;
      state.messages = list.messages;
      state.replies = replies.messages;
      state.box.shown = box;
      tell('world');
      const here = placeOf(place);
      if (here?.unread && document.visibilityState === 'visible') await api.markRead(user, place);
    } while (again);
  } finally {
    running = false;
  }
}

let clockless = false; // no clock is mounted: do not ask again

export async function refreshClock() {
  if (clockless) return;
  const answer = await api.clock();
  clockless = answer === null;
  takeClock(answer);
}

export function takeClock(answer) {
  state.clock = answer && {
    now: Date.parse(answer.now), at: performance.now(), next: answer.next ? Date.parse(answer.next) : 0,
  };
  tell('clock');
}
