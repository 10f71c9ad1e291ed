import { isJsonObject, type Json, type JsonObject } from '../protocol/json.js';
import { CORE_V1 } from '../protocol/v1/v1-urns.js';
import {
  expectFilled,
  expectNumber,
  expectSchema,
  expectStatus,
  expectText,
  expectValue,
  resourceOf,
  shown,
  valueAt,
} from './expect-answer.js';
import type { GroupMember } from './okta-group-checks.js';
import type { Answer } from './scim-http.js';
import { StepFailure } from './step-failure.js';

/** A whole list of SCIM 1.1, also when nothing was found. */
export function expectList11(answer: Answer): readonly JsonObject[] {
  expectStatus(answer, 200);
  expectSchema(answer, CORE_V1);
  expectNumber(answer, 'totalResults', 'startIndex', 'itemsPerPage');
  expectNoScim2(answer);
  const resources = valueAt(answer, 'Resources');
  if (!Array.isArray(resources)) {
    throw new StepFailure(`Expected "Resources" to be a list, it is ${shown(resources)}.`, answer);
  }
  expectValue(answer, 'itemsPerPage', resources.length);
  return (resources as readonly Json[]).filter(isJsonObject);
}

/** A resource of SCIM 1.1. */
export function expectResource11(answer: Answer, ...allowed: readonly number[]): JsonObject {
  expectStatus(answer, ...allowed);
  expectSchema(answer, CORE_V1);
  expectFilled(answer, 'id', 'meta.created', 'meta.lastModified', 'meta.version', 'meta.location');
  expectNoScim2(answer);
  return resourceOf(answer);
}

/** An error of SCIM 1.1 that Okta can show: `Errors` as the draft has it, `detail` as Okta's test wants it. */
export function expectError11(answer: Answer, ...allowed: readonly number[]): void {
  expectStatus(answer, ...allowed);
  expectFilled(answer, 'detail', 'Errors[0].description');
  expectText(answer, 'Errors[0].code', String(answer.status));
  expectNoScim2(answer);
}

/** A server that speaks SCIM 2.0 here would confuse a client of 1.1. */
export function expectNoScim2(answer: Answer): void {
  if (answer.text.includes('urn:ietf:params:scim'))
    throw new StepFailure('The answer holds a URN of SCIM 2.0.', answer);
}

/** The group has this name and exactly these members, each once. */
export function expectGroup11(group: Answer, displayName: string, members: readonly GroupMember[]): void {
  expectResource11(group, 200);
  expectValue(group, 'displayName', displayName);
  const listed = valueAt(group, 'members') ?? [];
  const actual = (Array.isArray(listed) ? (listed as readonly Json[]) : []).map((member) =>
    isJsonObject(member) ? member.value : null,
  );
  const missing = members.filter(({ value }) => !actual.includes(value)).length;
  if (missing > 0 || actual.length !== members.length) {
    throw new StepFailure(
      `Expected exactly ${members.length} members, the group has ${actual.length} and ${missing} of the expected are missing.`,
      group,
    );
  }
}
