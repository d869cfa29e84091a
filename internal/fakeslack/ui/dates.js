// Times in the zone of the person who is acting.

import { now, zone } from './state.js';

const cache = new Map();

function format(options) {
  const key = zone() + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone(), ...options }));
  return cache.get(key);
}

const parts = (ms) => Object.fromEntries(
  format({ year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(ms).map((p) => [p.type, p.value]),
);

// dayOf is the calendar day of an instant, as a key.
export function dayOf(ms) {
  const p = parts(ms);
  return `${p.year}-${p.month}-${p.day}`;
}

export const time = (ms) => format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);
const timeWithSeconds = (ms) => format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(ms);
export const full = (ms) => format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);
const short = (ms) => format({ day: 'numeric', month: 'short', year: 'numeric' }).format(ms);
const medium = (ms) => format({ day: 'numeric', month: 'long', year: 'numeric' }).format(ms);
const long = (ms) => format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }).format(ms);

const dayLength = 24 * 3600 * 1000;

function near(ms) {
  switch (dayOf(ms)) {
    case dayOf(now()): return 'today';
    case dayOf(now() - dayLength): return 'yesterday';
    case dayOf(now() + dayLength): return 'tomorrow';
    default: return '';
  }
}

// stamp is a time, with its day where that is not today.
export function stamp(ms) {
  const day = near(ms) || format({ day: 'numeric', month: 'short' }).format(ms);
  return day === 'today' ? time(ms) : `${day} ${time(ms)}`;
}

// heading names a day above its messages.
export function heading(ms) {
  const word = near(ms);
  return word ? word[0].toUpperCase() + word.slice(1) : long(ms);
}

function ago(ms) {
  const minutes = Math.round((now() - ms) / 60000);
  const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
  if (Math.abs(minutes) < 60) return relative.format(-minutes, 'minute');
  if (Math.abs(minutes) < 60 * 24) return relative.format(-Math.round(minutes / 60), 'hour');
  return relative.format(-Math.round(minutes / 60 / 24), 'day');
}

// token is one of Slack's date tokens, such as {date_short_pretty}; null when there is none of that name.
function token(name, ms) {
  switch (name) {
    case 'date_num': return dayOf(ms);
    case 'date': return medium(ms);
    case 'date_short': return short(ms);
    case 'date_long': return long(ms);
    case 'date_pretty': return near(ms) || medium(ms);
    case 'date_short_pretty': return near(ms) || short(ms);
    case 'date_long_pretty': case 'date_long_full': return near(ms) || long(ms);
    case 'day_divider_pretty': return near(ms) || long(ms);
    case 'time': return time(ms);
    case 'time_secs': return timeWithSeconds(ms);
    case 'ago': return ago(ms);
    default: return null;
  }
}

// expand writes a date in the way that a token string asks for, or returns null when it asks for something unknown.
export function expand(seconds, pattern) {
  let known = true;
  const text = pattern.replace(/\{([a-z_]+)\}/g, (whole, name) => {
    const value = token(name, seconds * 1000);
    if (value === null) known = false;
    return value ?? whole;
  });
  return known ? text : null;
}

export const zoneName = () => zone().split('/').pop().replaceAll('_', ' ');
