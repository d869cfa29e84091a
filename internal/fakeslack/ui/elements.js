// Interactive elements: buttons, menus and inputs.
//
// The host of the elements is a message or a form:
//   press(press) sends { action, value } to the bot and resolves when it has answered;
//   values is what the form holds, read and written by fields; absent in messages, where a choice is sent at once.

import { confirmed } from './confirm.js';
import { h, uid } from './dom.js';
import { textOf } from './mrkdwn.js';
import { state } from './state.js';

// key names a field within a form.
export const key = (element, block) => `${block.block_id}/${element.action_id}`;

export function control(element, block, host) {
  const draw = kinds[element.type];
  if (!draw) return h('span', { class: 'b-unknown' }, `This page cannot draw a ${element.type}.`);
  return draw(element, block, host);
}

// use sends a press, once the person has confirmed it, and shows that it is on its way.
async function use(node, element, host, value) {
  if (element.confirm && !(await confirmed(element.confirm))) return false;
  node.setAttribute('aria-busy', 'true');
  try {
    await host.press({ action: element.action_id, value });
  } finally {
    node.removeAttribute('aria-busy');
  }
  return true;
}

const kinds = {
  button,
  overflow,
  image: (e) => h('span', { class: 'b-picture', role: 'img', 'aria-label': e.alt_text }, e.alt_text),
  static_select: (e, b, host) => menu(e, b, host, staticOptions(e), e.initial_option?.value),
  users_select: (e, b, host) => menu(e, b, host, people(), e.initial_user),
  channels_select: (e, b, host) => menu(e, b, host, channels(), e.initial_channel),
  conversations_select: (e, b, host) => menu(e, b, host, conversations(), e.initial_conversation
    ?? (e.default_to_current_conversation ? state.place : undefined)),
  multi_static_select: (e, b, host) => checks(e, b, host, staticOptions(e), e.initial_options?.map((o) => o.value)),
  multi_users_select: (e, b, host) => checks(e, b, host, people(), e.initial_users),
  multi_channels_select: (e, b, host) => checks(e, b, host, channels(), e.initial_channels),
  multi_conversations_select: (e, b, host) => checks(e, b, host, conversations(), e.initial_conversations),
  checkboxes: (e, b, host) => checks(e, b, host, staticOptions(e), e.initial_options?.map((o) => o.value)),
  radio_buttons: radios,
  datepicker: (e, b, host) => line(e, b, host, { type: 'date' }, e.initial_date),
  timepicker: (e, b, host) => line(e, b, host, { type: 'time' }, e.initial_time),
  datetimepicker: (e, b, host) => line(e, b, host, { type: 'datetime-local' }, e.initial_date_time),
  plain_text_input: text,
  number_input: (e, b, host) => line(e, b, host, { type: 'text', inputmode: 'decimal' }, e.initial_value),
  email_text_input: (e, b, host) => line(e, b, host, { type: 'email' }, e.initial_value),
  url_text_input: (e, b, host) => line(e, b, host, { type: 'url' }, e.initial_value),
  file_input: file,
};

function button(e, block, host) {
  const node = h('button', {
    type: 'button', class: `button ${e.style ?? ''}`, 'aria-label': e.accessibility_label, title: e.url,
    onclick: () => {
      if (node.getAttribute('aria-busy') === 'true') return;
      if (e.url && /^https?:/.test(e.url)) window.open(e.url, '_blank', 'noopener,noreferrer');
      use(node, e, host, e.value);
    },
  }, textOf(e.text));
  return node;
}

function overflow(e, block, host) {
  const box = h('details', { class: 'overflow' }, h('summary', { class: 'button', 'aria-label': 'More actions' }, '⋯'),
    h('div', { class: 'overflow-list' }, e.options.map((o) => h('button', {
      type: 'button',
      onclick: (event) => {
        box.open = false;
        use(event.currentTarget, e, host, o.value);
      },
    }, textOf(o.text), o.description && h('small', {}, textOf(o.description))))));
  box.addEventListener('focusout', (event) => {
    if (!box.contains(event.relatedTarget)) box.open = false;
  });
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !box.open) return;
    event.stopPropagation();
    event.preventDefault();
    box.open = false;
    box.querySelector('summary').focus();
  });
  return box;
}

const option = (o) => ({ value: o.value, name: textOf(o.text), about: textOf(o.description) });
const staticOptions = (e) => (e.option_groups
  ? e.option_groups.map((g) => ({ group: textOf(g.label), options: g.options.map(option) }))
  : e.options.map(option));
const people = () => state.world.people.map((p) => ({ value: p.id, name: `${p.real_name} (@${p.name})` }));
const channels = () => state.world.places.filter((p) => !p.direct).map((p) => ({ value: p.id, name: `#${p.name}` }));
const conversations = () => [...channels(), ...people()];

// remember keeps what a field holds, and sends it at once where it stands in a message or asks for that.
function remember(node, e, block, host, value) {
  if (host.values) host.values.set(key(e, block), value);
  if (!host.values || block.type !== 'input' || block.dispatch_action) use(node, e, host, value);
}

// held is what a field shows: what was typed before, else what the bot gave.
function held(e, block, host, initial) {
  if (!host.values) return initial;
  const k = key(e, block);
  if (!host.values.has(k) && initial !== undefined) host.values.set(k, initial);
  return host.values.get(k);
}

function menu(e, block, host, options, initial) {
  const current = held(e, block, host, initial) ?? '';
  const choice = (o) => h('option', { value: o.value, selected: o.value === current }, o.name);
  const node = h('select', {
    id: uid('menu'), class: 'menu', 'aria-label': block.type === 'input' ? null : textOf(e.placeholder) || textOf(block.text) || 'Choose',
    onchange: () => remember(node, e, block, host, node.value),
  }, h('option', { value: '' }, textOf(e.placeholder) || 'Choose'),
  options.map((o) => (o.group ? h('optgroup', { label: o.group }, o.options.map(choice)) : choice(o))));
  node.value = current;
  return node;
}

function checks(e, block, host, options, initial) {
  const chosen = new Set(held(e, block, host, initial) ?? []);
  const flat = options.flatMap((o) => o.options ?? o);
  const node = h('fieldset', { class: 'choices', 'aria-label': block.type === 'input' ? null : textOf(block.text) || 'Choose' }, flat.map((o) => h('label', { class: 'choice' },
    h('input', {
      type: 'checkbox', checked: chosen.has(o.value),
      onchange: (event) => {
        if (event.target.checked) chosen.add(o.value); else chosen.delete(o.value);
        remember(node, e, block, host, flat.map((x) => x.value).filter((v) => chosen.has(v)));
      },
    }), h('span', {}, o.name, o.about && h('small', {}, o.about)))));
  return node;
}

function radios(e, block, host) {
  const current = held(e, block, host, e.initial_option?.value);
  const name = uid('radio');
  const node = h('fieldset', { class: 'choices', 'aria-label': block.type === 'input' ? null : textOf(block.text) || 'Choose' }, staticOptions(e).map((o) => h('label', { class: 'choice' },
    h('input', {
      type: 'radio', name, value: o.value, checked: o.value === current,
      onchange: () => remember(node, e, block, host, o.value),
    }), h('span', {}, o.name, o.about && h('small', {}, o.about)))));
  return node;
}

function line(e, block, host, attributes, initial) {
  const inForm = Boolean(host.values);
  const node = h('input', {
    id: uid('field'), ...attributes, placeholder: textOf(e.placeholder) || null, autocomplete: 'off', autofocus: e.focus_on_load,
    'aria-label': block.type === 'input' ? null : textOf(e.placeholder) || textOf(block.text) || 'Value',
    onchange: () => { if (!inForm || block.type !== 'input') remember(node, e, block, host, read()); },
    oninput: () => { if (inForm && block.type === 'input') host.values.set(key(e, block), read()); },
  });
  const read = () => (attributes.type === 'datetime-local' && node.value ? String(Math.floor(Date.parse(node.value) / 1000)) : node.value);
  const value = held(e, block, host, initial);
  if (value !== undefined && attributes.type !== 'datetime-local') node.value = value;
  return node;
}

function text(e, block, host) {
  if (!e.multiline) return line(e, block, host, { type: 'text', maxlength: e.max_length, minlength: e.min_length }, e.initial_value);
  const node = h('textarea', {
    id: uid('field'), rows: '5', placeholder: textOf(e.placeholder) || null, maxlength: e.max_length, autofocus: e.focus_on_load,
    oninput: () => host.values?.set(key(e, block), node.value),
  });
  node.value = held(e, block, host, e.initial_value) ?? '';
  return node;
}

function file(e, block, host) {
  const node = h('input', {
    id: uid('file'), type: 'file', multiple: (e.max_files ?? 10) > 1, accept: e.filetypes?.map((t) => `.${t}`).join(','),
    onchange: async () => {
      const list = await Promise.all([...node.files].map(async (f) => ({ name: f.name, content: await f.text() })));
      host.values?.set(key(e, block), list);
    },
  });
  return node;
}
