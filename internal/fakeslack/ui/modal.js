// Forms: the topmost view of the person who is acting, as a dialog.

import * as api from './api.js';
import { blocks } from './blocks.js';
import { retire } from './confirm.js';
import { fill, h, keep } from './dom.js';
import { key } from './elements.js';
import { textOf } from './mrkdwn.js';
import { refresh, state } from './state.js';

let box = null; // the dialog, while one is open
let shown = null; // { id, hash, user, values }

// showForm makes the dialog equal to the view that the world holds.
export function showForm() {
  const view = state.world?.view;
  if (!view) {
    closeBox();
    return;
  }
  if (shown?.id === view.id && shown.hash === view.hash && shown.user === state.user) return;
  // An update of the same form keeps what was typed.
  const values = shown?.id === view.id && shown.user === state.user ? shown.values : new Map();
  shown = { id: view.id, hash: view.hash, user: state.user, values };
  draw(view);
}

function closeBox() {
  if (!box) return;
  const old = box;
  box = null;
  shown = null;
  retire(old);
}

function draw(view) {
  const focused = box?.contains(document.activeElement) ? document.activeElement.closest('[data-action]')?.dataset.action : null;
  const host = { values: shown.values, press: (press) => pressed(view, press) };
  const title = h('h2', { id: 'form-title' }, textOf(view.title));
  const trouble = h('p', { class: 'form-error', role: 'alert', hidden: true });
  const form = h('form', { method: 'dialog', novalidate: true, onsubmit: (event) => sent(event, view) },
    h('header', { class: 'dialog-head' }, title,
      h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close the form', onclick: () => dismiss(view) }, '✕')),
    h('div', { class: 'dialog-body' }, blocks(view.blocks ?? [], host), trouble),
    h('div', { class: 'dialog-foot' },
      h('button', { type: 'button', class: 'button', onclick: () => dismiss(view) }, textOf(view.close) || (view.submit ? 'Cancel' : 'Close')),
      view.submit && h('button', { type: 'submit', class: 'button primary' }, textOf(view.submit))));
  if (!box) {
    box = h('dialog', { class: 'dialog', 'aria-labelledby': 'form-title' });
    box.addEventListener('cancel', (event) => {
      event.preventDefault();
      dismiss(state.world.view ?? view);
    });
    // In a text of several lines Enter is a line break.
    box.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) box.querySelector('form').requestSubmit();
    });
    document.body.append(box);
    fill(box, form);
    box.showModal();
  } else {
    keep(box, [form]);
  }
  const first = focused ? box.querySelector(`[data-action="${CSS.escape(focused)}"] :is(input,select,textarea)`)
    : box.querySelector('.dialog-body :is(input,select,textarea,[autofocus])');
  (first ?? box.querySelector('.dialog-foot button:last-child'))?.focus();
}

// fieldName names a field for the controls: its action id, or its block's id where several share that.
function fieldName(view, blockID, actionID) {
  let same = 0;
  for (const b of view.blocks ?? []) {
    for (const e of [b.element, b.accessory, ...(b.elements ?? [])]) if (e?.action_id === actionID) same += 1;
  }
  return same > 1 ? blockID : actionID;
}

function typed(view) {
  const values = {};
  for (const b of view.blocks ?? []) {
    for (const e of [b.element, b.accessory, ...(b.elements ?? [])]) {
      if (e?.action_id && shown.values.has(key(e, b))) values[fieldName(view, b.block_id, e.action_id)] = shown.values.get(key(e, b));
    }
  }
  return values;
}

async function sent(event, view) {
  event.preventDefault();
  const form = event.currentTarget;
  if (form.getAttribute('aria-busy') === 'true') return;
  form.setAttribute('aria-busy', 'true');
  showErrors(view, {});
  try {
    const answer = await api.submit({ user: state.user, view: view.id, values: typed(view) });
    if (answer.errors) showErrors(view, answer.errors);
    await refresh();
  } catch (error) {
    showErrors(view, { view: error.message });
  } finally {
    form.removeAttribute('aria-busy');
  }
}

async function pressed(view, press) {
  try {
    const answer = await api.click({ user: state.user, view: view.id, values: typed(view), ...press });
    if (answer.errors?.action) showErrors(view, { view: answer.errors.action });
    await refresh();
  } catch (error) {
    showErrors(view, { view: error.message });
  }
}

async function dismiss(view) {
  await api.close({ user: state.user, view: view.id });
  await refresh();
}

// showErrors marks each field with what is wrong in it, and moves to the first.
function showErrors(view, errors) {
  if (!box) return;
  const trouble = box.querySelector('.form-error');
  trouble.hidden = !errors.view;
  trouble.textContent = errors.view ?? '';
  let first = null;
  for (const node of box.querySelectorAll('.b-input')) {
    const text = errors[fieldName(view, node.dataset.block, node.dataset.action)] ?? '';
    const line = node.querySelector('.field-error');
    line.hidden = !text;
    line.textContent = text;
    const field = node.querySelector('input,select,textarea');
    if (text) {
      field?.setAttribute('aria-invalid', 'true');
      first ??= field;
    } else field?.removeAttribute('aria-invalid');
  }
  first?.focus();
}
