// The page: it asks for the world, draws it, and asks again when the playground says that something changed.

import { Composer } from './composer.js';
import { avatar } from './avatar.js';
import { showClock } from './clock.js';
import { dayOf } from './dates.js';
import { fill, h } from './dom.js';
import { homeInFront, showHome, showTabs } from './home.js';
import { showInbox } from './inbox.js';
import { MessageList, earlier } from './messages.js';
import { showForm } from './modal.js';
import { showSidebar } from './sidebar.js';
import { showThread } from './thread.js';
import { reading } from './mrkdwn.js';
import { begin, everyoneBox, me, now, onChange, person, placeOf, refresh, refreshClock, state } from './state.js';

const $ = (id) => document.getElementById(id);
const list = new MessageList($('log'), { inThread: false });
const composer = new Composer($('composer'), { thread: () => null, sends: () => list.toEnd() });

let heard = ''; // the place and ts up to which messages were announced

let drawnOn = ''; // the day on which all was drawn: what was today is yesterday once it is over

function draw(what) {
  const today = dayOf(now());
  if (what === 'clock' && today === drawnOn) {
    showClock($('clock'));
    return;
  }
  drawnOn = today;
  if (what === 'place') composer.say('');
  showSidebar($('side'), closeMenu);
  fill($('acting-as'), h('span', { class: 'unseen' }, 'You act as '), avatar(state.user, true), h('span', {}, me()?.real_name));
  showPlace();
  showTabs($('tabs'), { home: 'home', messages: 'log' });
  showHome($('home'));
  showInbox($('inbox'));
  const talk = Boolean(placeOf(state.place)) && !homeInFront();
  $('log').hidden = !talk;
  $('composer').hidden = !talk;
  const top = state.messages.slice(-state.limit).filter((m) => !m.thread || m.broadcast);
  list.show(top, top.length ? earlier() : [empty()]);
  composer.aim();
  showThread($('thread'));
  showForm();
  showClock($('clock'));
  if (what === 'place' && talk) composer.text.focus({ preventScroll: true });
  if (what === 'world') announce();
}

function showPlace() {
  if (state.place === everyoneBox) {
    $('place-name').textContent = 'Everyone’s inbox';
    $('place-about').textContent = 'What the bot sent to anybody, in time order; an edit of a card is no message';
    document.title = 'Everyone’s inbox · Rollout playground';
    return;
  }
  const place = placeOf(state.place);
  if (!place) return;
  if (place.direct) $('place-name').textContent = 'Rollout';
  else fill($('place-name'), h('span', { class: 'hash', 'aria-hidden': 'true' }, place.private ? h('span', { class: 'lock' }) : '#'), place.name);
  const bot = place.members.includes(state.world.bot);
  const count = place.members.filter((id) => id !== state.world.bot).length;
  $('place-about').textContent = place.direct ? `Direct messages of ${me()?.real_name} with the bot`
    : `${count} people${bot ? ' and the bot' : ', without the bot'}${place.private ? ' · private' : ''}`;
  document.title = `${place.direct ? 'Rollout' : `#${place.name}`} as ${me()?.name} · Rollout playground`;
}

function empty() {
  const { command } = state.world;
  return h('div', { class: 'empty' },
    h('p', { class: 'empty-title' }, 'Nothing has been said here yet'),
    h('p', {}, 'Type ', h('code', {}, command), ' to ask the bot what it can do, or write a message.'),
    h('button', { type: 'button', class: 'button', onclick: () => { composer.set(command); composer.text.focus(); } }, `Write ${command}`));
}

// announce tells a screen reader what is new in the place in front.
function announce() {
  const here = `${state.user}/${state.place}`;
  const newest = state.messages.at(-1)?.ts ?? '';
  const [place, ts] = heard.split(' ');
  if (place === here) {
    const fresh = state.messages.filter((m) => m.ts > ts && m.user !== state.user);
    if (fresh.length) {
      $('announcer').textContent = fresh.map((m) => `${person(m.user)?.real_name ?? m.user}: ${reading(m.text)}`).join('. ');
    }
  }
  heard = `${here} ${newest}`;
}

function closeMenu() {
  document.body.classList.remove('menu-open');
  $('menu').setAttribute('aria-expanded', 'false');
}

$('skip').addEventListener('click', (event) => {
  event.preventDefault(); // the address says who acts, and where
  (['composer-text', 'inbox', 'home'].map($).find((node) => node.checkVisibility()) ?? $('main')).focus();
});
$('menu').addEventListener('click', () => {
  const open = document.body.classList.toggle('menu-open');
  $('menu').setAttribute('aria-expanded', String(open));
  if (open) $('side').querySelector('button')?.focus();
});
document.addEventListener('pointerdown', (event) => {
  if (!$('side').contains(event.target) && !$('menu').contains(event.target)) closeMenu();
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !document.body.classList.contains('menu-open')) return;
  closeMenu();
  $('menu').focus();
});
// listen follows the playground's changes for as long as somebody looks at the
// page: a browser keeps six connections to one place at most, and pages in the
// background would hold them all. The first event comes at once.
let source = null;
function listen() {
  if (document.hidden) {
    source?.close();
    source = null;
    return;
  }
  if (source) return;
  source = new EventSource('/play/events');
  source.addEventListener('change', () => {
    $('offline').hidden = true;
    refresh().catch(offline);
    refreshClock().catch(offline);
  });
  source.addEventListener('error', offline);
}

function offline() {
  $('offline').hidden = false;
}

onChange(draw);
try {
  await begin();
  composer.text.focus({ preventScroll: true });
} catch (error) {
  fill($('log'), h('p', { class: 'empty' }, `The playground could not be read: ${error.message}`));
}
listen();
document.addEventListener('visibilitychange', listen);
setInterval(() => refreshClock().catch(offline), 30000);
