import type { Json } from '../protocol/json.js';
import { ERROR, LIST_RESPONSE } from '../protocol/urns.js';
import {
  expectAbsent,
  expectError,
  expectFasterThan,
  expectFilled,
  expectList,
  expectNumber,
  expectSchema,
  expectStatus,
  expectText,
  expectValue,
  resourceOf,
  textAt,
  valueAt,
} from './expect-answer.js';
import type { Answer } from './scim-http.js';
import { StepFailure } from './step-failure.js';

function answer(json: Json | undefined, status = 200, durationMs = 1): Answer {
  const text = json === undefined ? '' : JSON.stringify(json);
  return { request: { method: 'GET', target: '/', headers: {} }, status, headers: {}, text, json, durationMs };
}

const list = { schemas: [LIST_RESPONSE], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] };
const error = { schemas: [ERROR], status: '404', detail: 'There is no such user.' };

it.each<[string, Json | undefined]>([
  ['a', { b: [{ c: 1 }] }],
  ['a.b[0].c', 1],
  ['a.b[1].c', undefined],
  ['a.b.c', undefined],
  ['x.y', undefined],
  ['__proto__', undefined],
  ['constructor', undefined],
])('valueAt %s', (path, expected) => {
  expect(valueAt(answer({ a: { b: [{ c: 1 }] } }), path)).toEqual(expected);
});

describe('passes', () => {
  it.each<[string, () => void]>([
    ['one of several statuses', () => expectStatus(answer({}, 204), 200, 204)],
    ['false and 0 are values', () => expectFilled(answer({ a: false, b: 0 }), 'a', 'b')],
    ['integers', () => expectNumber(answer({ a: 0 }), 'a')],
    ['text and number compare as text', () => expectText(answer({ a: 401, b: '401', c: true }), 'a', '401')],
    ['values without regard to order', () => expectValue(answer({ a: [1, { b: 2, c: 3 }] }), 'a', [{ c: 3, b: 2 }, 1])],
    ['an absent attribute', () => expectAbsent(answer({}), 'password')],
    ['one schema of several', () => expectSchema(answer({ schemas: ['x', 'y'] }), 'y')],
    ['a fast answer', () => expectFasterThan(answer({}, 200, 599), 600)],
    ['an empty list', () => expectList(answer(list))],
    ['an error', () => expectError(answer(error, 404), 404)],
    ['an error whose status is a number', () => expectError(answer({ ...error, status: 404 }, 404), 404)],
  ])('%s', (_, check) => {
    expect(check).not.toThrow();
  });
});

describe('fails', () => {
  it.each<[string, () => unknown]>([
    ['another status', () => expectStatus(answer({}, 500), 200, 204)],
    ...[undefined, null, '', [], {}].map((value): [string, () => unknown] => [
      `${JSON.stringify(value)} is empty`,
      () => expectFilled(answer(value === undefined ? {} : { a: value }), 'a'),
    ]),
    ...['1', 1.5, null, true].map((value): [string, () => unknown] => [
      `${JSON.stringify(value)} is no integer`,
      () => expectNumber(answer({ a: value }), 'a'),
    ]),
    ['another text', () => expectText(answer({ a: 'b' }), 'a', 'B')],
    ['a missing text', () => expectText(answer({}), 'a', 'undefined')],
    ['"true" is not true', () => expectValue(answer({ a: 'true' }), 'a', true)],
    ['a value too many', () => expectValue(answer({ a: [1, 1] }), 'a', [1])],
    ['a missing value', () => expectValue(answer({}), 'a', null)],
    ['a password', () => expectAbsent(answer({ password: null }), 'password')],
    ['schemas as a text', () => expectSchema(answer({ schemas: ERROR }), ERROR)],
    ['another schema', () => expectSchema(answer({ schemas: [ERROR] }), LIST_RESPONSE)],
    ['a slow answer', () => expectFasterThan(answer({}, 200, 600), 600)],
    ['a list with status 404', () => expectList(answer(list, 404))],
    ['a list without schemas', () => expectList(answer({ ...list, schemas: [] }))],
    ['a list without Resources', () => expectList(answer({ ...list, Resources: null }))],
    ['itemsPerPage is not what came', () => expectList(answer({ ...list, itemsPerPage: 100 }))],
    ['startIndex as text', () => expectList(answer({ ...list, startIndex: '1' }))],
    ['an error without body', () => expectError(answer(undefined, 401), 401)],
    ['an error with an empty detail', () => expectError(answer({ ...error, detail: '' }, 404), 404)],
    ['an error without status', () => expectError(answer({ schemas: [ERROR], detail: 'x' }, 404), 404)],
    ['an error with another status', () => expectError(answer(error, 400), 400)],
    ['an error without schemas', () => expectError(answer({ status: '404', detail: 'x' }, 404), 404)],
    ['a list for a resource', () => resourceOf(answer([]))],
    ['an id that is a number', () => textAt(answer({ id: 1 }), 'id')],
    ['an empty id', () => textAt(answer({ id: '' }), 'id')],
  ])('%s', (_, check) => {
    expect(check).toThrow(StepFailure);
  });
});
