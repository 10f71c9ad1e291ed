import type { JsonObject } from '../protocol/json.js';
import type { Person } from './random-person.js';

/** One resource type that Okta's discovery found, and what the app offers of it. */
export interface GrantableEndpoint {
  /** Name of the resource type, and `type` of its entitlements. */
  readonly name: string;
  readonly endpoint: string;
  /** Whether it goes to `roles` of a user; otherwise to `entitlements`. */
  readonly isRole: boolean;
  readonly resources: readonly JsonObject[];
}

/** What the steps hand on to each other. */
export interface EntitlementsVariables {
  readonly person: Person;
  endpoints: readonly GrantableEndpoint[];
  id: string;
  roles: readonly JsonObject[];
  entitlements: readonly JsonObject[];
}
