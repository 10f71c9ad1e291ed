import type { Command, CommandOption } from './command.js';
import { boolean, inQuery, list, required, text } from './option-kinds.js';

const FIELDS = '/tenants/{tenant}/extended-fields';
const FIELD = `${FIELDS}/{fieldId}`;

const SHAPE: Readonly<Record<string, CommandOption>> = {
  required: boolean('required', 'whether new users without it are refused, and changes that take it away'),
  options: list('options', 'what a select offers, separated by commas; with commas in it: --data'),
};

/** Extended fields: attributes that an admin defines. */
export const FIELD_COMMANDS: readonly Command[] = [
  {
    words: ['field', 'list'],
    summary: 'list the extended fields of a tenant',
    ...{ method: 'GET', path: FIELDS, answer: 'list' },
    columns: ['fieldId', 'displayName', 'type', 'multiValued', 'required', 'state'],
  },
  {
    words: ['field', 'show'],
    summary: 'show one extended field',
    ...{ method: 'GET', path: FIELD, args: ['fieldId'], answer: 'one' },
  },
  {
    words: ['field', 'create'],
    summary: 'define an extended field; a connector publishes it by its custom fields',
    ...{ method: 'POST', path: FIELDS, args: ['fieldId'], answer: 'one', takesData: true },
    options: {
      'display-name': required(text('displayName', 'a name for people')),
      type: text('type', 'string (default), integer, decimal, boolean, dateTime, reference or select; for good'),
      'multi-valued': boolean('multiValued', 'whether it takes several values; for good'),
      ...SHAPE,
    },
  },
  {
    words: ['field', 'update'],
    summary: 'rename an extended field or change its options; users keep their values',
    ...{ method: 'PATCH', path: FIELD, args: ['fieldId'], answer: 'one', takesData: true },
    options: {
      'field-id': text('fieldId', 'another name of the attribute'),
      'display-name': text('displayName', 'a name for people'),
      ...SHAPE,
      state: text('state', 'on, or off: nobody sees it or its values, which are kept'),
      confirm: inQuery(boolean('confirm', 'true: also when users have an option that goes')),
    },
  },
  {
    words: ['field', 'okta'],
    summary: "what to type into Okta's Profile Editor",
    ...{ method: 'GET', path: `${FIELD}/okta`, args: ['fieldId'], answer: 'one' },
    options: { connector: required(inQuery(text('connector', 'the connector that Okta uses'))) },
  },
  {
    words: ['field', 'delete'],
    summary: 'delete an extended field with its values',
    ...{ method: 'DELETE', path: FIELD, args: ['fieldId'], answer: 'nothing' },
    options: { confirm: inQuery(boolean('confirm', 'true: also when users have values of it')) },
  },
];
