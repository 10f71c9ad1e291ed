import { isJsonObject, type Json, type JsonObject } from '../protocol/json.js';
import { ERROR, LIST_RESPONSE } from '../protocol/urns.js';
import { sameJson } from './same-json.js';
import type { Answer } from './scim-http.js';
import { StepFailure } from './step-failure.js';

/** The status is one of these. */
export function expectStatus(answer: Answer, ...allowed: readonly number[]): void {
  if (!allowed.includes(answer.status)) {
    throw new StepFailure(`Expected status ${allowed.join(' or ')}, got ${answer.status}.`, answer);
  }
}

/** The value under a path such as `Resources[0].name.familyName`, or undefined. */
export function valueAt(answer: Answer, path: string): Json | undefined {
  let value: Json | undefined = answer.json;
  for (const key of path.split(/[.[\]]+/).filter((part) => part !== '')) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(key)];
    else value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** "not empty" of the official suite: `false` and `0` are values; null, "", [] and {} are not. */
export function expectFilled(answer: Answer, ...paths: readonly string[]): void {
  for (const path of paths) {
    const value = valueAt(answer, path);
    const isEmpty =
      value === undefined ||
      value === null ||
      value === '' ||
      (typeof value === 'object' && !Object.keys(value).length);
    if (isEmpty) throw new StepFailure(`Expected "${path}" to have a value, it is ${shown(value)}.`, answer);
  }
}

/** "is a number" of the official suite, and an integer as Okta's import needs it: the text "1" is none. */
export function expectNumber(answer: Answer, ...paths: readonly string[]): void {
  for (const path of paths) {
    if (!Number.isInteger(valueAt(answer, path))) {
      throw new StepFailure(`Expected "${path}" to be a number, it is ${shown(valueAt(answer, path))}.`, answer);
    }
  }
}

/** "=" of the official suite, which compares as text: the number 401 equals "401". */
export function expectText(answer: Answer, path: string, expected: string): void {
  const value = valueAt(answer, path);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text !== expected) {
    throw new StepFailure(`Expected "${path}" to be ${shown(expected)}, it is ${shown(value)}.`, answer);
  }
}

/** Equal in value and type: `true` is not "true". The order of multi-valued attributes does not count. */
export function expectValue(answer: Answer, path: string, expected: Json): void {
  const value = valueAt(answer, path);
  if (value === undefined || !sameJson(value, expected)) {
    throw new StepFailure(`Expected "${path}" to be ${shown(expected)}, it is ${shown(value)}.`, answer);
  }
}

export function expectAbsent(answer: Answer, path: string): void {
  if (valueAt(answer, path) !== undefined) throw new StepFailure(`"${path}" must never be returned.`, answer);
}

export function expectSchema(answer: Answer, urn: string): void {
  const schemas = valueAt(answer, 'schemas');
  if (!Array.isArray(schemas) || !schemas.includes(urn)) {
    throw new StepFailure(`Expected "schemas" to contain ${urn}, it is ${shown(schemas)}.`, answer);
  }
}

export function expectFasterThan(answer: Answer, limitMs: number): void {
  if (answer.durationMs >= limitMs) {
    throw new StepFailure(
      `Expected an answer in less than ${limitMs} ms, it took ${answer.durationMs.toFixed(0)}.`,
      answer,
    );
  }
}

/** A whole ListResponse, also when nothing was found: otherwise Okta says "No results for users returned". */
export function expectList(answer: Answer): readonly JsonObject[] {
  expectStatus(answer, 200);
  expectSchema(answer, LIST_RESPONSE);
  expectNumber(answer, 'totalResults', 'startIndex', 'itemsPerPage');
  const resources = valueAt(answer, 'Resources');
  if (!Array.isArray(resources)) {
    throw new StepFailure(`Expected "Resources" to be a list, it is ${shown(resources)}.`, answer);
  }
  expectValue(answer, 'itemsPerPage', resources.length);
  return (resources as readonly Json[]).filter(isJsonObject);
}

/** An error that Okta can show: SCIM JSON with a detail in words (RFC 7644 §3.12). */
export function expectError(answer: Answer, ...allowed: readonly number[]): void {
  expectStatus(answer, ...allowed);
  if (answer.json === undefined) {
    throw new StepFailure(`Expected a SCIM error in JSON, the body is ${shown(answer.text)}.`, answer);
  }
  expectFilled(answer, 'detail');
  expectText(answer, 'status', String(answer.status));
  expectSchema(answer, ERROR);
}

/** The body as an object. */
export function resourceOf(answer: Answer): JsonObject {
  if (!isJsonObject(answer.json)) {
    throw new StepFailure(`Expected a resource in JSON, the body is ${shown(answer.text)}.`, answer);
  }
  return answer.json;
}

/** The text under a path, to be captured. */
export function textAt(answer: Answer, path: string): string {
  const value = valueAt(answer, path);
  if (typeof value !== 'string' || value === '') {
    throw new StepFailure(`Expected "${path}" to be a text, it is ${shown(value)}.`, answer);
  }
  return value;
}

/** JSON short enough for one line of a terminal. */
export function shown(value: Json | undefined): string {
  if (value === undefined) return 'missing';
  const text = JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
