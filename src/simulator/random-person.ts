import { randomInt } from 'node:crypto';
import type { JsonObject } from '../protocol/json.js';
import { USER_SCHEMA } from '../protocol/urns.js';

/** A person as Okta's test script invents one (`Initial_Script_Spec.txt`). The e-mail has mixed case on purpose. */
export interface Person {
  readonly givenName: string;
  readonly familyName: string;
  readonly displayName: string;
  /** userName and e-mail are the same text. */
  readonly userName: string;
  readonly userNameCaps: string;
  /** Okta's user id, `00u…`. */
  readonly externalId: string;
  /** The placeholder that Okta sends with every create, also when password sync is off. */
  readonly password: string;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

export function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
}

export function randomPerson(): Person {
  const givenName = `Runscope${randomText(DIGITS, 3)}`;
  const familyName = randomText(LOWER, 1).toUpperCase() + randomText(LOWER, 8) + randomText(DIGITS, 3);
  const userName = `${givenName}${familyName}@atko.com`;
  return {
    givenName,
    familyName,
    displayName: `${givenName} ${familyName}`,
    userName,
    userNameCaps: userName.toUpperCase(),
    externalId: `00u${randomText(LOWER + LOWER.toUpperCase() + DIGITS, 17)}`,
    password: randomText(LOWER + DIGITS, 8),
  };
}

export function randomGroupName(): string {
  return `Simulated Group ${randomText(LOWER, 10)}`;
}

/** The create body of the App Integration Wizard as seen in 2026: no e-mail type, no displayName, no locale. */
export function wizardUser(person: Person): JsonObject {
  return {
    schemas: [USER_SCHEMA],
    userName: person.userName,
    name: { givenName: person.givenName, familyName: person.familyName },
    emails: [{ primary: true, value: person.userName }],
    externalId: person.externalId,
    groups: [],
    password: person.password,
    active: true,
  };
}

/** The create body of the catalogue templates and OIN apps. */
export function templateUser(person: Person): JsonObject {
  return {
    schemas: [USER_SCHEMA],
    userName: person.userName,
    name: { givenName: person.givenName, familyName: person.familyName },
    emails: [{ primary: true, value: person.userName, type: 'work' }],
    displayName: person.displayName,
    locale: 'en-US',
    externalId: person.externalId,
    groups: [],
    password: person.password,
    active: true,
  };
}
