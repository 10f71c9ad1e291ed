import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../protocol/json.js';
import { USER_SCHEMA } from '../protocol/urns.js';
import { type Person, randomGroupName, randomPerson } from './random-person.js';

/** What the steps of a scenario hand on to each other, for providers that need no more than this. */
export interface IdpVariables {
  readonly person: Person;
  id: string;
  /** A second user, for what must not happen to others. */
  otherId: string;
  groupName: string;
  groupId: string;
}

export const idpVariables = (): IdpVariables => ({
  person: { ...randomPerson(), externalId: randomUUID() },
  id: '',
  otherId: '',
  groupName: randomGroupName(),
  groupId: '',
});

/** A user with what every provider sends. */
export function plainUser(person: Person): JsonObject {
  return {
    schemas: [USER_SCHEMA],
    userName: person.userName,
    externalId: person.externalId,
    name: { givenName: person.givenName, familyName: person.familyName },
    displayName: person.displayName,
    emails: [{ value: person.userName, type: 'work', primary: true }],
    active: true,
  };
}
