// Block Kit as elements of the page, one function for each kind of block.

import { h } from './dom.js';
import { control } from './elements.js';
import { markdown } from './markdown.js';
import { richText } from './richtext.js';
import { textObject, textOf } from './mrkdwn.js';

// blocks draws a list of blocks. host says what happens when something is used: see elements.js.
export function blocks(list, host) {
  return list.map((block) => {
    const draw = kinds[block.type] ?? unknown;
    const node = draw(block, host);
    node.dataset.block = block.block_id ?? '';
    return node;
  });
}

const kinds = {
  section: (b, host) => h('div', { class: 'b-section' },
    h('div', { class: 'b-section-text' },
      b.text && h('div', { class: 'b-text' }, textObject(b.text)),
      b.fields && h('div', { class: 'b-fields' }, b.fields.map((f) => h('div', { class: 'b-text' }, textObject(f))))),
    b.accessory && h('div', { class: 'b-accessory' }, control(b.accessory, b, host))),
  header: (b) => h('h3', { class: 'b-header' }, textObject(b.text)),
  divider: () => h('hr', { class: 'b-divider' }),
  context: (b) => h('div', { class: 'b-context' }, b.elements.map((e) => (
    e.type === 'image' ? picture(e) : h('div', { class: 'b-text' }, textObject(e))))),
  actions: (b, host) => h('div', { class: 'b-actions' }, b.elements.map((e) => control(e, b, host))),
  image: (b) => h('figure', { class: 'b-image' }, picture(b), b.title && h('figcaption', {}, textObject(b.title))),
  input,
  markdown: (b) => h('div', { class: 'b-markdown' }, markdown(b.text)),
  rich_text: (b) => h('div', { class: 'b-rich' }, richText(b.elements)),
  table,
};

function unknown(block) {
  return h('p', { class: 'b-unknown' }, `This page cannot draw a block of type ${block.type}.`);
}

// picture shows an image by its words: this page loads nothing from elsewhere.
export function picture(e) {
  return h('span', { class: 'b-picture', role: 'img', 'aria-label': e.alt_text }, e.alt_text);
}

function input(b, host) {
  const field = control(b.element, b, host);
  const grouped = field.tagName === 'FIELDSET';
  const name = [textObject(b.label), b.optional && h('span', { class: 'optional' }, ' (optional)')];
  if (grouped) field.prepend(h('legend', {}, name));
  const error = h('p', { class: 'field-error', hidden: true });
  const hint = b.hint && h('p', { class: 'field-hint' }, textObject(b.hint));
  const target = grouped ? field : field.matches('input,select,textarea') ? field : field.querySelector('input,select,textarea');
  const described = [];
  for (const node of [hint, error]) {
    if (!node || !target) continue;
    node.id = `${target.id || 'field'}-${described.length}-${Math.random().toString(36).slice(2, 8)}`;
    described.push(node.id);
  }
  target?.setAttribute('aria-describedby', described.join(' '));
  if (!b.optional && target && !grouped) target.setAttribute('aria-required', 'true');
  return h('div', { class: 'b-input', 'data-action': b.element.action_id },
    !grouped && h('label', { for: target?.id }, name), field, error, hint);
}

function table(b) {
  const align = (i) => b.column_settings?.[i]?.align ?? 'left';
  const cell = (tag) => (c, i) => h(tag, { class: `align-${align(i)}`, scope: tag === 'th' ? 'col' : null },
    c.type === 'rich_text' ? richText(c.elements) : textOf(c));
  const [head, ...rows] = b.rows;
  return h('div', { class: 'b-table', tabindex: '0', role: 'region', 'aria-label': 'Table' }, h('table', {},
    h('thead', {}, h('tr', {}, head.map(cell('th')))),
    h('tbody', {}, rows.map((r) => h('tr', {}, r.map(cell('td')))))));
}
