import type { JsonObject } from '../protocol/json.js';
import { PATCH_OP } from '../protocol/urns.js';
import { expectList, expectStatus, expectValue, resourceOf, textAt } from './expect-answer.js';
import { equalityFilter, type FilterEncoding } from './filter-query.js';
import { clientHeaders, clientWriteHeaders, crudH2 } from './okta-headers.js';
import type { Person } from './random-person.js';
import { sameJson } from './same-json.js';
import type { Answer } from './scim-http.js';
import type { Session } from './session.js';
import { StepFailure } from './step-failure.js';

type Wire = Pick<Session, 'send' | 'authorization'>;

/** The requests of Okta's provisioning service, with its headers. */
export const okta = {
  get: ({ send, authorization }: Wire, target: string) =>
    send({ method: 'GET', target, headers: clientHeaders(authorization) }),
  post: (wire: Wire, target: string, body: JsonObject) => write(wire, 'POST', target, body),
  put: (wire: Wire, target: string, body: JsonObject) => write(wire, 'PUT', target, body),
  patch: (wire: Wire, target: string, ...operations: readonly JsonObject[]) =>
    write(wire, 'PATCH', target, { schemas: [PATCH_OP], Operations: operations }),
  delete: (wire: Wire, target: string) => write(wire, 'DELETE', target),
};

function write(wire: Wire, method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', target: string, body?: JsonObject) {
  const headers = clientWriteHeaders(wire.authorization);
  return wire.send({ method, target, headers, ...(body === undefined ? {} : { body }) });
}

/** What Okta asks before it creates: users by `userName`, groups by `displayName`. */
export async function lookUp(
  wire: Wire,
  kind: 'Users' | 'Groups',
  name: string,
  encoding: FilterEncoding,
): Promise<{ readonly answer: Answer; readonly found: readonly JsonObject[] }> {
  const filter = equalityFilter(kind === 'Users' ? 'userName' : 'displayName', name, encoding);
  const answer = await okta.get(wire, `/${kind}?${filter}&startIndex=1&count=100`);
  return { answer, found: expectList(answer) };
}

/** The look-up finds nothing, in the only form that the SPEC suite accepts: 200 and an empty list. */
export async function expectUnknown(
  wire: Wire,
  kind: 'Users' | 'Groups',
  name: string,
  encoding: FilterEncoding,
): Promise<void> {
  const { answer } = await lookUp(wire, kind, name, encoding);
  expectValue(answer, 'totalResults', 0);
  expectValue(answer, 'itemsPerPage', 0);
}

/** The look-up finds exactly the resource with this id. */
export async function expectFound(
  wire: Wire,
  kind: 'Users' | 'Groups',
  name: string,
  id: string,
  encoding: FilterEncoding,
): Promise<Answer> {
  const { answer } = await lookUp(wire, kind, name, encoding);
  expectValue(answer, 'totalResults', 1);
  expectValue(answer, 'Resources[0].id', id);
  return answer;
}

/** POST /Users; returns the id that the server issued. */
export async function createUser(
  wire: Wire,
  body: JsonObject,
): Promise<{ readonly answer: Answer; readonly id: string }> {
  const answer = await okta.post(wire, '/Users', body);
  expectStatus(answer, 201);
  return { answer, id: textAt(answer, 'id') };
}

/**
 * GET and then PUT of the very same object with some attributes changed: Okta echoes `id`, `meta`, `groups` and
 * whatever else the server returned. What it echoed must still be there afterwards.
 */
export async function putOver(
  wire: Wire,
  target: string,
  overlay: (before: JsonObject) => JsonObject,
): Promise<Answer> {
  const before = resourceOf(await got(wire, target));
  const changes = overlay(before);
  const answer = await okta.put(wire, target, { ...before, ...changes });
  expectStatus(answer, 200);
  const after = await got(wire, target);
  expectKept(before, after, Object.keys(changes));
  return after;
}

/** GET of one resource: 200. */
export async function got(wire: Wire, target: string): Promise<Answer> {
  const answer = await okta.get(wire, target);
  expectStatus(answer, 200);
  return answer;
}

/** Every attribute of `before` is in the answer with the same value, apart from `meta` and the named ones. */
export function expectKept(before: JsonObject, answer: Answer, except: readonly string[]): void {
  const after = resourceOf(answer);
  for (const [name, value] of Object.entries(before)) {
    if (name === 'meta' || except.includes(name)) continue;
    const kept = after[name];
    if (kept === undefined || !sameJson(kept, value)) {
      throw new StepFailure(
        `"${name}" was not part of the change and is ${kept === undefined ? 'lost' : 'different'}.`,
        answer,
      );
    }
  }
}

/** Steps 4 and 6 of the CRUD suite: the user as Okta's test looks it up, with its own headers. */
export async function verifyInApp(wire: Wire, person: Person): Promise<Answer> {
  const answer = await wire.send({
    method: 'GET',
    target: `/Users?${equalityFilter('userName', person.userName, 'percent')}`,
    headers: crudH2(wire.authorization),
  });
  expectStatus(answer, 200);
  expectValue(answer, 'Resources[0].userName', person.userName);
  expectValue(answer, 'Resources[0].emails[0].value', person.userName);
  expectValue(answer, 'Resources[0].name.familyName', person.familyName);
  expectValue(answer, 'Resources[0].name.givenName', person.givenName);
  return answer;
}

/** Steps 8, 11 and 13 of the CRUD suite: `active` as the test reads it by id. */
export async function verifyActive(wire: Wire, id: string, active: boolean): Promise<void> {
  const answer = await wire.send({ method: 'GET', target: `/Users/${id}`, headers: crudH2(wire.authorization) });
  expectStatus(answer, 200);
  expectValue(answer, 'active', active);
}
