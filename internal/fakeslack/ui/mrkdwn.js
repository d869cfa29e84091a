// Slack's own markup as elements: bold, italics, strike, code, quotes, links, mentions and dates.

import { h } from './dom.js';
import { expand } from './dates.js';
import { goTo, person, placeOf, state } from './state.js';

const unescape = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

// mrkdwn draws a text. What is not markup stays text.
export function mrkdwn(text) {
  const nodes = [];
  const pieces = text.split(/```\n?([\s\S]*?)\n?```/);
  pieces.forEach((piece, i) => {
    if (i % 2) nodes.push(h('pre', {}, h('code', {}, leaf(piece))));
    else nodes.push(...quotes(piece, i > 0));
  });
  return nodes;
}

// plain draws a plain_text object: no markup, but line breaks.
export const plain = (text) => unescape(text);

function quotes(text, afterCode) {
  const nodes = [];
  let quoted = [];
  let lines = [];
  const flushQuote = () => {
    if (quoted.length) nodes.push(h('blockquote', {}, inline(quoted.join('\n'))));
    quoted = [];
  };
  const flushLines = () => {
    if (lines.length) nodes.push(...inline(lines.join('\n')));
    lines = [];
  };
  const body = afterCode ? text.replace(/^\n/, '') : text;
  for (const line of body.split('\n')) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      flushLines();
      quoted.push(quote[1]);
    } else {
      flushQuote();
      lines.push(line);
    }
  }
  flushQuote();
  flushLines();
  return nodes;
}

const inlineMarks = /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}])(?:\*(\S(?:[^*\n]*\S)?)\*|_(\S(?:[^_\n]*\S)?)_|~(\S(?:[^~\n]*\S)?)~)(?![\p{L}\p{N}])/gu;

function inline(text) {
  const nodes = [];
  let rest = 0;
  for (const m of text.matchAll(inlineMarks)) {
    if (m.index > rest) nodes.push(leaf(text.slice(rest, m.index)));
    rest = m.index + m[0].length;
    if (m[1] !== undefined) nodes.push(h('code', {}, leaf(m[1])));
    else if (m[2] !== undefined) nodes.push(entity(m[2]));
    else if (m[3] !== undefined) nodes.push(h('strong', {}, inline(m[3])));
    else if (m[4] !== undefined) nodes.push(h('em', {}, inline(m[4])));
    else nodes.push(h('s', {}, inline(m[5])));
  }
  if (rest < text.length) nodes.push(leaf(text.slice(rest)));
  return nodes;
}

const leaf = (text) => document.createTextNode(unescape(text));

// entity draws what stands in angle brackets.
function entity(body) {
  const [target, label] = split(body);
  if (target.startsWith('@')) return mention(target.slice(1), label);
  if (target.startsWith('#')) return channel(target.slice(1), label);
  if (target.startsWith('!date^')) return date(target, label);
  if (target.startsWith('!')) {
    const name = target.slice(1).split('^')[0];
    return h('span', { class: 'mention' }, label ? unescape(label) : `@${name}`);
  }
  if (!/^(https?|mailto):/.test(target)) return document.createTextNode(`<${unescape(body)}>`);
  return link(unescape(target), label ? inline(label) : null);
}

function split(body) {
  const bar = body.indexOf('|');
  return bar < 0 ? [body, ''] : [body.slice(0, bar), body.slice(bar + 1)];
}

export function mention(id, label) {
  const name = person(id)?.name ?? label ?? id;
  return h('span', { class: id === state.user ? 'mention mine' : 'mention' }, `@${name}`);
}

export function channel(id, label) {
  const place = placeOf(id);
  const name = place?.name ?? (label || 'a private channel');
  if (!place) return h('span', { class: 'mention' }, `#${name}`);
  return h('button', { type: 'button', class: 'mention linklike', onclick: () => goTo(id) }, `#${name}`);
}

function date(target, fallback) {
  const [, seconds, pattern, address] = target.split('^');
  const written = /^\d+$/.test(seconds) ? expand(Number(seconds), pattern ?? '') : null;
  const stamp = h('time', { datetime: new Date(Number(seconds) * 1000).toISOString(), title: unescape(fallback) }, written ?? unescape(fallback));
  return address ? link(unescape(address), stamp) : stamp;
}

// link draws an address. A link to a message leads there within the page; other kinds than http and mailto stay text.
export function link(address, content) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return document.createTextNode(address);
  }
  if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) return document.createTextNode(address);
  const archive = /^\/archives\/([^/]+)\/p(\d+)(\d{6})$/.exec(url.pathname);
  if (archive && placeOf(archive[1])) {
    const thread = url.searchParams.get('thread_ts') ?? `${archive[2]}.${archive[3]}`;
    return h('button', { type: 'button', class: 'linklike', onclick: () => goTo(archive[1], thread) }, content ?? 'message');
  }
  return h('a', { href: url.href, target: '_blank', rel: 'noreferrer noopener' }, content ?? address.replace(/^mailto:/, ''));
}

// reading is a text as it is read out: without markup, mentions and dates spelled out.
export const reading = (text) => h('div', {}, mrkdwn(text)).textContent;

// textObject draws a text composition object.
export function textObject(object) {
  if (!object) return [];
  return object.type === 'mrkdwn' ? mrkdwn(object.text) : [plain(object.text)];
}

export const textOf = (object) => (object ? unescape(object.text) : '');
