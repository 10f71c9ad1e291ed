import { oktaMessage } from './okta-message.js';
import type { Answer } from './scim-http.js';

function answer(status: number, text: string): Answer {
  let json: Answer['json'];
  try {
    json = JSON.parse(text) as Answer['json'];
  } catch {
    json = undefined;
  }
  return { request: { method: 'GET', target: '/', headers: {} }, status, headers: {}, text, json, durationMs: 1 };
}

it.each([
  [409, '{"detail":"User already exists."}', 'Conflict. Errors reported by remote server: User already exists.'],
  [
    502,
    'error code: 502',
    "Bad Gateway. Errors reported by remote server: Invalid JSON: Unrecognized token 'error' at line: 1, column: 6",
  ],
  [
    500,
    '<html>',
    "Internal Server Error. Errors reported by remote server: Invalid JSON: Unexpected character '<' at line: 1, column: 1",
  ],
  [401, '', 'Unauthorized. Errors reported by remote server: (the answer is empty)'],
  [400, '{"message":"no"}', 'Bad Request. Errors reported by remote server: (the error has no detail)'],
  [400, '{"detail":{}}', 'Bad Request. Errors reported by remote server: (the error has no detail)'],
  [400, '{"Errors":[{"description":"Taken."}]}', 'Bad Request. Errors reported by remote server: Taken.'],
  [400, '{"Errors":[]}', 'Bad Request. Errors reported by remote server: (the error has no detail)'],
  [400, '{"Errors":[{"description":1}]}', 'Bad Request. Errors reported by remote server: (the error has no detail)'],
  [400, '[]', 'Bad Request. Errors reported by remote server: (the error has no detail)'],
  [599, '{"detail":"x"}', 'HTTP 599. Errors reported by remote server: x'],
])('%i %s', (status, text, expected) => {
  expect(oktaMessage(answer(status, text))).toBe(expected);
});

it.each([200, 201, 204, 304])('%i is no error', (status) => {
  expect(oktaMessage(answer(status, '{"detail":"x"}'))).toBeUndefined();
});

it('stays short', () => {
  expect(oktaMessage(answer(400, JSON.stringify({ detail: 'x'.repeat(5_000) })))?.length).toBeLessThan(400);
});
