// rich_text blocks: sections, lists, quotes and code made of typed pieces.

import { h } from './dom.js';
import { expand } from './dates.js';
import { channel, link, mention } from './mrkdwn.js';

export function richText(elements) {
  return elements.map((e) => {
    switch (e.type) {
      case 'rich_text_list': {
        const tag = e.style === 'ordered' ? 'ol' : 'ul';
        return h(tag, { class: `indent-${e.indent ?? 0}` }, e.elements.map((item) => h('li', {}, richText([item]))));
      }
      case 'rich_text_quote': return h('blockquote', {}, e.elements.map(piece));
      case 'rich_text_preformatted': return h('pre', {}, h('code', {}, e.elements.map(piece)));
      default: return h('span', { class: 'rich-section' }, e.elements.map(piece));
    }
  });
}

function piece(e) {
  let node;
  switch (e.type) {
    case 'text': node = document.createTextNode(e.text); break;
    case 'link': node = link(e.url, e.text || null); break;
    case 'user': node = mention(e.user_id); break;
    case 'channel': node = channel(e.channel_id); break;
    case 'broadcast': node = h('span', { class: 'mention' }, `@${e.range}`); break;
    case 'emoji': node = document.createTextNode(e.unicode ? String.fromCodePoint(...e.unicode.split('-').map((x) => parseInt(x, 16))) : `:${e.name}:`); break;
    case 'date': node = h('time', {}, expand(Number(e.timestamp), e.format) ?? e.fallback ?? ''); break;
    default: node = document.createTextNode(e.text ?? e.fallback ?? '');
  }
  for (const [style, tag] of [['code', 'code'], ['bold', 'strong'], ['italic', 'em'], ['strike', 's']]) {
    if (e.style?.[style]) node = h(tag, {}, node);
  }
  return node;
}
