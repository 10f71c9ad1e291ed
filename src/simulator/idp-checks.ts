import { isJsonObject, type Json, type JsonObject } from '../protocol/json.js';
import { ENTERPRISE_USER_SCHEMA } from '../protocol/urns.js';
import { sameJson } from './same-json.js';
import { expectList, expectStatus, expectValue, resourceOf, shown, textAt, valueAt } from './expect-answer.js';
import type { IdpClient, Kind, Wire } from './idp-client.js';
import type { Answer } from './scim-http.js';
import { StepFailure } from './step-failure.js';

/** 200 and an empty list: what nobody being there must look like. */
export function expectNone(answer: Answer): void {
  expectList(answer);
  expectValue(answer, 'totalResults', 0);
}

/** A list of exactly this one resource. */
export function expectOnly(answer: Answer, id: string): void {
  expectList(answer);
  expectValue(answer, 'totalResults', 1);
  expectValue(answer, 'Resources[0].id', id);
}

/** POST of a resource; returns the id that the server issued. */
export async function created(client: IdpClient, wire: Wire, kind: Kind, body: JsonObject): Promise<string> {
  const answer = await client.post(wire, `/${kind}`, body);
  expectStatus(answer, 201);
  return textAt(answer, 'id');
}

/** GET of one resource: 200. */
export async function read(client: IdpClient, wire: Wire, target: string): Promise<Answer> {
  const answer = await client.get(wire, target);
  expectStatus(answer, 200);
  return answer;
}

/** PATCH, answered by 200 or 204 (RFC 7644 §3.5.2 leaves the choice); returns the resource as read afterwards. */
export async function patchAndRead(
  client: IdpClient,
  wire: Wire,
  target: string,
  ...operations: readonly JsonObject[]
): Promise<Answer> {
  expectStatus(await client.patch(wire, target, ...operations), 200, 204);
  return read(client, wire, target);
}

/** PUT: 200; returns the resource as read afterwards. */
export async function putAndRead(client: IdpClient, wire: Wire, target: string, body: JsonObject): Promise<Answer> {
  expectStatus(await client.put(wire, target, body), 200);
  return read(client, wire, target);
}

/** The ids of a group's members, in the order of the answer. */
export function memberIdsOf(group: Answer): readonly unknown[] {
  const listed = valueAt(group, 'members') ?? [];
  const members = Array.isArray(listed) ? (listed as readonly unknown[]) : [];
  return members.map((member) => (isJsonObject(member) ? member.value : null));
}

/** The answer shows a group with exactly these members, each once. */
export function expectMembers(group: Answer, ids: readonly string[]): void {
  const actual = memberIdsOf(group);
  const missing = ids.filter((id) => !actual.includes(id)).length;
  if (missing > 0 || actual.length !== ids.length) {
    throw new StepFailure(
      `Expected exactly ${ids.length} members, the group has ${actual.length} and ${missing} of the expected are missing.`,
      group,
    );
  }
}

/** The one element of a multi-valued attribute with this type has these values; whatever else it has does not count. */
export function expectTyped(answer: Answer, attribute: string, type: string, values: JsonObject): void {
  const listed = valueAt(answer, attribute);
  const elements = (Array.isArray(listed) ? (listed as readonly unknown[]) : []).filter(isJsonObject);
  const ofType = elements.filter((element) => element.type === type);
  if (ofType.length !== 1) {
    throw new StepFailure(`Expected one element of type "${type}" in "${attribute}", got ${ofType.length}.`, answer);
  }
  const index = elements.findIndex((element) => element.type === type);
  for (const [name, value] of Object.entries(values)) expectValue(answer, `${attribute}[${index}].${name}`, value);
}

/** A value that was taken away, or was never there. */
export function expectMissing(answer: Answer, path: string): void {
  const value = valueAt(answer, path);
  if (value !== undefined && value !== null) {
    throw new StepFailure(`Expected "${path}" to be gone, it is ${shown(value)}.`, answer);
  }
}

/** An attribute of the enterprise extension, whose URN has dots and so cannot stand in a path; undefined: it has no value. */
export function expectEnterprise(answer: Answer, name: string, expected: Json | undefined): void {
  const extension = resourceOf(answer)[ENTERPRISE_USER_SCHEMA];
  const value = isJsonObject(extension) ? extension[name] : undefined;
  const isAsExpected = value === undefined || expected === undefined ? value === expected : sameJson(value, expected);
  if (isAsExpected) return;
  const wish = expected === undefined ? 'gone' : shown(expected);
  throw new StepFailure(`Expected "${name}" of the enterprise extension to be ${wish}, it is ${shown(value)}.`, answer);
}

/** The manager is this user, whatever else the server says about them; undefined: nobody. */
export function expectManager(answer: Answer, id: string | undefined): void {
  const extension = resourceOf(answer)[ENTERPRISE_USER_SCHEMA];
  const manager = isJsonObject(extension) ? extension.manager : undefined;
  const value = isJsonObject(manager) ? manager.value : manager;
  if (value !== id) {
    throw new StepFailure(`Expected the manager to be ${id ?? 'nobody'}, it is ${shown(manager)}.`, answer);
  }
}
