import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../protocol/json.js';
import { ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from '../protocol/urns.js';
import { type Person, randomGroupName, randomPerson } from './random-person.js';

/** What the steps of an Entra scenario hand on to each other. */
export interface EntraVariables {
  readonly person: Person;
  id: string;
  managerId: string;
  otherId: string;
  groupName: string;
  groupId: string;
}

export const entraVariables = (): EntraVariables => ({
  person: { ...randomPerson(), externalId: randomUUID() },
  id: '',
  managerId: '',
  otherId: '',
  groupName: randomGroupName(),
  groupId: '',
});

/** A create as Entra documents it: `meta`, an extension named and not sent, `roles` empty, and nulls. */
export function entraUser(person: Person): JsonObject {
  return {
    schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
    externalId: person.externalId,
    userName: person.userName,
    active: true,
    displayName: person.displayName,
    emails: [{ primary: true, type: 'work', value: person.userName }],
    meta: { resourceType: 'User' },
    name: { formatted: person.displayName, familyName: person.familyName, givenName: person.givenName },
    roles: [],
    addresses: null,
    phoneNumbers: null,
    title: null,
    department: null,
    manager: null,
  };
}
