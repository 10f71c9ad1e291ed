import type { Command, CommandOption } from './command.js';
import { historyOptions } from './event-options.js';
import { boolean, IDEMPOTENCY_KEY, inQuery, json, list, number, required, text } from './option-kinds.js';

const CONNECTORS = '/tenants/{tenant}/connectors';
const CONNECTOR = `${CONNECTORS}/{connector}`;

const SETTINGS: Readonly<Record<string, CommandOption>> = {
  provider: text('provider', 'okta, entra or generic: whose forms setup describes'),
  'sync-enabled': boolean('syncEnabled', 'the synchronization switch'),
  'existing-users': text('existingUsers', 'adopt or skip what an admin made under the same name'),
  'on-deactivate': text('onDeactivate', 'deactivate the user, or unlink it'),
  'password-sync': text('passwordSync', 'ignore or store passwords'),
  'custom-field-namespace': text('customFieldNamespace', 'the URN of the extended fields'),
  'custom-fields': list('customFields', 'ids of the extended fields that it publishes, separated by commas'),
  mode: text('mode', 'lenient or strict'),
  tolerances: json('tolerances', 'what differs from the mode: {"opCase": true}; update: null removes a name'),
  'log-reads': text('logReads', 'auto, each or summarized: how the log tells of look-ups and imports'),
};

/** Connectors and their synchronization switch. */
export const CONNECTOR_COMMANDS: readonly Command[] = [
  {
    words: ['connector', 'list'],
    summary: 'list the connectors of a tenant',
    ...{ method: 'GET', path: CONNECTORS, answer: 'list' },
    columns: ['slug', 'displayName', 'provider', 'syncEnabled', 'state', 'scimBaseUrl'],
  },
  {
    words: ['connector', 'show'],
    summary: 'show one connector with its SCIM base URL and its settings',
    ...{ method: 'GET', path: CONNECTOR, args: ['connector'], answer: 'one' },
  },
  {
    words: ['connector', 'create'],
    summary: 'create a connector; create a credential for it next',
    ...{ method: 'POST', path: CONNECTORS, args: ['slug'], answer: 'one', takesData: true },
    options: {
      'display-name': required(text('displayName', 'a name for people')),
      ...SETTINGS,
      'issue-credential': text('issueCredential', 'bearer, basic or oauth: makes a credential, too, shown this once'),
      'idempotency-key': IDEMPOTENCY_KEY,
    },
  },
  {
    words: ['connector', 'update'],
    summary: 'change the settings of a connector',
    ...{ method: 'PATCH', path: CONNECTOR, args: ['connector'], answer: 'one', takesData: true },
    options: { 'display-name': text('displayName', 'a name for people'), ...SETTINGS },
  },
  {
    words: ['connector', 'delete'],
    summary: 'delete a connector; its users and groups stay and become manual',
    ...{ method: 'DELETE', path: CONNECTOR, args: ['connector'], answer: 'nothing' },
  },
  {
    words: ['connector', 'setup'],
    summary: 'what to type into the identity provider',
    ...{ method: 'GET', path: `${CONNECTOR}/setup`, args: ['connector'], answer: 'one' },
  },
  {
    words: ['connector', 'tolerances'],
    summary: 'the dialects that a connector accepted, and how often',
    ...{ method: 'GET', path: `${CONNECTOR}/tolerances`, args: ['connector'], answer: 'one' },
    columns: ['name', 'enabled', 'uses', 'lastUsedAt', 'description'],
  },
  {
    words: ['connector', 'history'],
    summary: 'all that came through a connector or happened to it, the newest first',
    ...{ method: 'GET', path: `${CONNECTOR}/history`, args: ['connector'], answer: 'events' },
    options: historyOptions(),
  },
  {
    words: ['capture', 'on'],
    summary: 'keep what a connector sends and is answered, masked, for at most an hour',
    ...{ method: 'PUT', path: `${CONNECTOR}/body-capture`, args: ['connector'], answer: 'one' },
    options: { minutes: required(number('minutes', 'for how long, 1 to 60')) },
  },
  {
    words: ['capture', 'off'],
    summary: 'keep it no more',
    ...{ method: 'DELETE', path: `${CONNECTOR}/body-capture`, args: ['connector'], answer: 'nothing' },
  },
  {
    words: ['capture', 'state'],
    summary: 'whether it is kept, and until when',
    ...{ method: 'GET', path: `${CONNECTOR}/body-capture`, args: ['connector'], answer: 'one' },
  },
  {
    words: ['capture', 'show'],
    summary: 'what was kept of the calls of a connector, the newest first',
    ...{ method: 'GET', path: `${CONNECTOR}/body-captures`, args: ['connector'], answer: 'list' },
    pageSize: 50,
    options: {
      transaction: inQuery(text('transaction', 'only of the call with this X-Request-Id')),
      after: inQuery(text('after', 'next of the answer before')),
    },
  },
  {
    words: ['sync', 'on'],
    summary: 'turn the synchronization switch of a connector on',
    ...{ method: 'PATCH', path: CONNECTOR, args: ['connector'], answer: 'one', body: { syncEnabled: true } },
  },
  {
    words: ['sync', 'off'],
    summary: 'turn it off: every SCIM call is answered 403, is logged, and changes nothing',
    ...{ method: 'PATCH', path: CONNECTOR, args: ['connector'], answer: 'one', body: { syncEnabled: false } },
  },
];
