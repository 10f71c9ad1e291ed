import type { Command } from './command.js';
import { historyOptions } from './event-options.js';
import { boolean, IF_MATCH, inQuery, list, required, text } from './option-kinds.js';

const GROUPS = '/tenants/{tenant}/groups';
const GROUP = `${GROUPS}/{id}`;

/** Groups and their members. */
export const GROUP_COMMANDS: readonly Command[] = [
  {
    words: ['group', 'list'],
    summary: 'list the groups of a tenant',
    ...{ method: 'GET', path: GROUPS, answer: 'list' },
    columns: ['id', 'displayName', 'source', 'connector', 'externalId', 'lastModifiedAt'],
    options: {
      filter: inQuery(text('filter', 'in SCIM syntax: displayName sw "a"')),
      q: inQuery(text('q', 'what a name begins with')),
      source: inQuery(text('source', 'manual or scim')),
      connector: inQuery(text('connector', 'the connector that owns them')),
      deleted: inQuery(boolean('deleted', 'true: the deleted ones, which can be restored')),
    },
  },
  {
    words: ['group', 'show'],
    summary: 'show one group',
    ...{ method: 'GET', path: GROUP, args: ['id'], answer: 'one' },
  },
  {
    words: ['group', 'create'],
    summary: 'create a group',
    ...{ method: 'POST', path: GROUPS, args: ['displayName'], answer: 'one', takesData: true },
  },
  {
    words: ['group', 'update'],
    summary: 'rename a group; further attributes by --data',
    ...{ method: 'PATCH', path: GROUP, args: ['id'], answer: 'one', takesData: true },
    options: { 'display-name': text('displayName', 'its name'), 'if-match': IF_MATCH },
  },
  {
    words: ['group', 'delete'],
    summary: 'delete a group; it can be restored for 30 days',
    ...{ method: 'DELETE', path: GROUP, args: ['id'], answer: 'nothing' },
    options: { 'if-match': IF_MATCH },
  },
  {
    words: ['group', 'restore'],
    summary: 'restore a deleted group with its members',
    ...{ method: 'POST', path: `${GROUP}/restore`, args: ['id'], answer: 'one' },
  },
  {
    words: ['group', 'members'],
    summary: 'list the members of a group',
    ...{ method: 'GET', path: `${GROUP}/members`, args: ['id'], answer: 'list' },
    columns: ['id', 'userName', 'displayName', 'active'],
  },
  {
    words: ['group', 'add-members'],
    summary: 'add users to a group',
    ...{ method: 'POST', path: `${GROUP}/members`, args: ['id'], answer: 'one' },
    options: { users: required(list('ids', 'ids of the users, separated by commas')), 'if-match': IF_MATCH },
  },
  {
    words: ['group', 'remove-members'],
    summary: 'take users out of a group',
    ...{ method: 'DELETE', path: `${GROUP}/members`, args: ['id'], answer: 'one' },
    options: { users: required(inQuery(list('id', 'ids of the users, separated by commas'))), 'if-match': IF_MATCH },
  },
  {
    words: ['group', 'history'],
    summary: 'all that happened to a group, the newest first, also when it is deleted',
    ...{ method: 'GET', path: `${GROUP}/history`, args: ['id'], answer: 'events' },
    options: historyOptions(),
  },
];
