#!/usr/bin/env node
// usage: node manifest.mjs MANIFEST.yaml JOURNAL.jsonl
// Prints the manifest as a payload line for check.mjs, and holds it against what the bot did in the journal: each method
// that was called needs a scope that the manifest asks for, and each scope that it asks for is needed by something.
import fs from 'node:fs';
import { parse } from 'yaml';
import { readRecords } from './common.mjs';

/** Scopes of a bot token, any one of which permits the method. An empty list: the token alone does. */
const METHODS = {
  'auth.test': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.info': ['channels:read', 'groups:read', 'im:read', 'mpim:read'],
  'conversations.join': ['channels:join'],
  'conversations.open': ['im:write'],
  'files.completeUploadExternal': ['files:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.info': ['files:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
  'views.push': [],
  'views.update': [],
  // What the bot answers instead of calling.
  'ack.slash_command': [],
  'ack.view_submission': [],
  response_url: [],
};

/** What Slack sends, or serves at other addresses than the Web API's. */
/** An event that needs no scope has ''. */
const EVENTS = { app_home_opened: '', app_mention: 'app_mentions:read', 'message.im': 'im:history', user_change: 'users:read' };
const FEATURES = {
  commands: (m) => m.features?.slash_commands?.length > 0,
  'files:read': (m) => m.settings?.event_subscriptions?.bot_events?.includes('message.im'), // a plan posted as a file
  'im:write': (m, called) => called.has('chat.postMessage'), // to a person, which opens the conversation
  'groups:read': (m, called) => called.has('conversations.info'), // the same method, asked about a private channel
};

const [manifestFile, journalFile] = process.argv.slice(2);
if (!manifestFile || !journalFile) {
  console.error('usage: node manifest.mjs MANIFEST.yaml JOURNAL.jsonl');
  process.exit(2);
}
const manifest = parse(fs.readFileSync(manifestFile, 'utf8'), { strict: true, uniqueKeys: true });
const called = new Set(readRecords(journalFile).map((r) => r.method));
const scopes = manifest.oauth_config?.scopes?.bot ?? [];
const events = manifest.settings?.event_subscriptions?.bot_events ?? [];
const problems = [];

for (const method of called) {
  const any = METHODS[method];
  if (!any) problems.push(`the bot called ${method}: say in manifest.mjs which scope permits it`);
  else if (any.length && !any.some((s) => scopes.includes(s))) problems.push(`the bot called ${method}, which needs ${any.join(' or ')}`);
}
for (const event of events) {
  if (!(event in EVENTS)) problems.push(`event ${event}: say in manifest.mjs which scope permits it`);
  else if (EVENTS[event] && !scopes.includes(EVENTS[event])) problems.push(`event ${event} needs ${EVENTS[event]}`);
}
for (const scope of scopes) {
  const needed = [...called].some((m) => METHODS[m]?.includes(scope))
    || events.some((e) => EVENTS[e] === scope)
    || FEATURES[scope]?.(manifest, called);
  if (!needed) problems.push(`scope ${scope} is asked for, and nothing in the journal needs it`);
}

for (const p of problems) console.error(`${manifestFile}: ${p}`);
console.log(JSON.stringify({ name: manifestFile, method: 'apps.manifest.validate', args: { manifest } }));
console.error(`${manifestFile}: ${scopes.length} scopes, ${events.length} events against ${called.size} methods, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
