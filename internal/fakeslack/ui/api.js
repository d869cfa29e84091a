// The playground's controls over HTTP: the same that scripts use.

export class Refused extends Error {}

async function read(response) {
  let body;
  try {
    body = await response.json();
  } catch {
    throw new Refused(`The playground answered ${response.status} without saying why.`);
  }
  if (!response.ok) throw new Refused(body.error ?? body.detail ?? body.title ?? `The playground answered ${response.status}.`);
  return body;
}

async function post(path, body) {
  return read(await fetch(path, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  }));
}

const query = (o) => new URLSearchParams(Object.entries(o).filter(([, v]) => v)).toString();

export const world = (user) => fetch(`/play/world?${query({ user })}`).then(read);
export const messages = (user, channel, only) => fetch(`/play/messages?${query({ user, channel, ...only })}`).then(read);
export const commands = () => fetch('/play/commands').then(read);
export const inbox = (asked) => fetch(`/play/inbox?${query(asked)}`).then(read);
export const home = (user, tab) => post('/play/home', { user, tab });
export const command = (line) => post('/play/command', line);
export const click = (press) => post('/play/click', press);
export const submit = (form) => post('/play/submit', form);
export const close = (form) => post('/play/close', form);
export const file = (attachment) => post('/play/file', attachment);
export const markRead = (user, channel) => post('/play/read', { user, channel });
export const move = (how) => post('/play/clock', how);
export const downloadAddress = (user, id) => `/play/download?${query({ user, id })}`;

// clock answers the world's time, or null where no clock is mounted.
export async function clock() {
  const response = await fetch('/play/clock');
  return response.status === 404 || response.status === 405 ? null : read(response);
}
