import type { Command, CommandOption } from './command.js';
import { historyOptions } from './event-options.js';
import { boolean, IF_MATCH, inQuery, PASSWORD_FILE, text } from './option-kinds.js';

const USERS = '/tenants/{tenant}/users';
const USER = `${USERS}/{id}`;

const ATTRIBUTES: Readonly<Record<string, CommandOption>> = {
  'display-name': text('displayName', 'the name that is shown'),
  'given-name': text('name.givenName', 'first name'),
  'family-name': text('name.familyName', 'last name'),
  title: text('title', 'job title'),
  active: boolean('active', 'whether the user may sign in'),
};

/** Users and their passwords. */
export const USER_COMMANDS: readonly Command[] = [
  {
    words: ['user', 'list'],
    summary: 'list the users of a tenant',
    ...{ method: 'GET', path: USERS, answer: 'list' },
    columns: ['id', 'userName', 'displayName', 'active', 'source', 'connector', 'authorized'],
    options: {
      filter: inQuery(text('filter', 'in SCIM syntax: userName sw "a"')),
      q: inQuery(text('q', 'what a name begins with')),
      source: inQuery(text('source', 'manual or scim')),
      connector: inQuery(text('connector', 'the connector that owns them')),
      deleted: inQuery(boolean('deleted', 'true: the deleted ones, which can be restored')),
      active: inQuery(boolean('active', 'only active or only deactivated ones')),
      authorized: inQuery(boolean('authorized', 'false: those that their identity provider withdrew')),
    },
  },
  {
    words: ['user', 'show'],
    summary: 'show one user',
    ...{ method: 'GET', path: USER, args: ['id'], answer: 'one' },
  },
  {
    words: ['user', 'create'],
    summary: 'create a user; further SCIM attributes by --data',
    ...{ method: 'POST', path: USERS, args: ['userName'], answer: 'one', takesData: true },
    options: ATTRIBUTES,
  },
  {
    words: ['user', 'update'],
    summary: 'change a user; further SCIM attributes by --data, as a JSON merge patch',
    ...{ method: 'PATCH', path: USER, args: ['id'], answer: 'one', takesData: true },
    options: { 'user-name': text('userName', 'the name to sign in with'), ...ATTRIBUTES, 'if-match': IF_MATCH },
  },
  {
    words: ['user', 'enable'],
    summary: 'switch the sign-in of a user on',
    ...{ method: 'PATCH', path: USER, args: ['id'], answer: 'one', body: { active: true } },
  },
  {
    words: ['user', 'disable'],
    summary: 'switch the sign-in of a user off',
    ...{ method: 'PATCH', path: USER, args: ['id'], answer: 'one', body: { active: false } },
  },
  {
    words: ['user', 'delete'],
    summary: 'delete a user; it can be restored for 30 days',
    ...{ method: 'DELETE', path: USER, args: ['id'], answer: 'nothing' },
    options: { 'if-match': IF_MATCH },
  },
  {
    words: ['user', 'restore'],
    summary: 'restore a deleted user with its memberships',
    ...{ method: 'POST', path: `${USER}/restore`, args: ['id'], answer: 'one' },
  },
  {
    words: ['user', 'history'],
    summary: 'all that happened to a user, the newest first, also when it is deleted',
    ...{ method: 'GET', path: `${USER}/history`, args: ['id'], answer: 'events' },
    options: historyOptions(),
  },
  {
    words: ['user', 'password'],
    summary: 'set the password of a user; it must fit the password policy',
    ...{ method: 'PUT', path: `${USER}/password`, args: ['id'], answer: 'nothing' },
    options: { 'password-file': PASSWORD_FILE, 'if-match': IF_MATCH },
  },
  {
    words: ['user', 'remove-password'],
    summary: 'take the password of a user away: none is right until one is set',
    ...{ method: 'DELETE', path: `${USER}/password`, args: ['id'], answer: 'nothing' },
    options: { 'if-match': IF_MATCH },
  },
];
