// markdown blocks: the common part of Markdown, enough for release notes.

import { h } from './dom.js';
import { link } from './mrkdwn.js';

export function markdown(text) {
  const nodes = [];
  let list = null;
  let paragraph = [];
  const flush = () => {
    if (paragraph.length) nodes.push(h('p', {}, inline(paragraph.join('\n'))));
    paragraph = [];
    list = null;
  };
  const pieces = text.split(/```[^\n]*\n([\s\S]*?)```/);
  pieces.forEach((piece, i) => {
    if (i % 2) {
      flush();
      nodes.push(h('pre', {}, h('code', {}, piece)));
      return;
    }
    for (const line of piece.split('\n')) {
      const heading = /^(#{1,6})\s+(.*)$/.exec(line);
      const item = /^\s*(?:([-*+])|\d+[.)])\s+(.*)$/.exec(line);
      const quote = /^>\s?(.*)$/.exec(line);
      if (!line.trim()) flush();
      else if (heading) {
        flush();
        nodes.push(h('h4', { class: `level-${heading[1].length}` }, inline(heading[2])));
      } else if (item) {
        const tag = item[1] ? 'UL' : 'OL';
        if (list?.tagName !== tag) {
          flush();
          list = h(tag.toLowerCase(), {});
          nodes.push(list);
        }
        list.append(h('li', {}, inline(item[2])));
      } else if (quote) {
        flush();
        nodes.push(h('blockquote', {}, inline(quote[1])));
      } else {
        if (list) flush();
        paragraph.push(line);
      }
    }
    flush();
  });
  return nodes;
}

const marks = /`([^`\n]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)|\*\*(\S(?:.*?\S)?)\*\*|~~(\S(?:.*?\S)?)~~|[*_](\S(?:[^*_\n]*\S)?)[*_]/g;

function inline(text) {
  const nodes = [];
  let rest = 0;
  for (const m of text.matchAll(marks)) {
    nodes.push(text.slice(rest, m.index));
    rest = m.index + m[0].length;
    if (m[1] !== undefined) nodes.push(h('code', {}, m[1]));
    else if (m[2] !== undefined) nodes.push(link(m[3], inline(m[2])));
    else if (m[4] !== undefined) nodes.push(h('strong', {}, inline(m[4])));
    else if (m[5] !== undefined) nodes.push(h('s', {}, inline(m[5])));
    else nodes.push(h('em', {}, inline(m[6])));
  }
  nodes.push(text.slice(rest));
  return nodes;
}
