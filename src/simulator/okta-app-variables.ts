import type { JsonObject } from '../protocol/json.js';
import type { GroupMember } from './okta-group-checks.js';
import type { Person } from './random-person.js';

/** What the steps of an app scenario, wizard or template, hand on to each other. */
export interface AppVariables {
  /** Changes as its profile is pushed. */
  person: Person;
  id: string;
  beforeDeactivation: JsonObject;
  /** Everybody who came with the group assignment. */
  members: readonly GroupMember[];
  groupName: string;
  groupId: string;
}
