import type { JsonObject } from '../protocol/json.js';
import { CORE_V1 } from '../protocol/v1/v1-urns.js';
import { expectValue, textAt } from './expect-answer.js';
import { equalityFilter } from './filter-query.js';
import { expectList11, expectResource11 } from './okta-11-checks.js';
import { client11Headers, client11WriteHeaders } from './okta-11-headers.js';
import { expectKept } from './okta-client.js';
import type { Person } from './random-person.js';
import type { Answer } from './scim-http.js';
import type { Session } from './session.js';

export type Wire11 = Pick<Session, 'send' | 'authorization'>;

/** The requests of Okta's provisioning service towards a SCIM 1.1 app. `schemas` is put in front of every body. */
export const okta11 = {
  get: ({ send, authorization }: Wire11, target: string) =>
    send({ method: 'GET', target, headers: client11Headers(authorization) }),
  post: (wire: Wire11, target: string, body: JsonObject) => write(wire, 'POST', target, body),
  put: (wire: Wire11, target: string, body: JsonObject) => write(wire, 'PUT', target, body),
  patch: (wire: Wire11, target: string, body: JsonObject) => write(wire, 'PATCH', target, body),
  delete: (wire: Wire11, target: string) => write(wire, 'DELETE', target),
};

function write(wire: Wire11, method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', target: string, body?: JsonObject) {
  const headers = client11WriteHeaders(wire.authorization);
  return wire.send({
    method,
    target,
    headers,
    ...(body === undefined ? {} : { body: { schemas: [CORE_V1], ...body } }),
  });
}

/** The look-up before a create or a link. */
export async function lookUp11(wire: Wire11, kind: 'Users' | 'Groups', name: string): Promise<Answer> {
  const filter = equalityFilter(kind === 'Users' ? 'userName' : 'displayName', name, 'percent');
  const answer = await okta11.get(wire, `/${kind}?${filter}&startIndex=1&count=100`);
  expectList11(answer);
  return answer;
}

/** The look-up finds exactly this resource; undefined: nobody. */
export async function expectFound11(
  wire: Wire11,
  kind: 'Users' | 'Groups',
  name: string,
  id: string | undefined,
): Promise<Answer> {
  const answer = await lookUp11(wire, kind, name);
  expectValue(answer, 'totalResults', id === undefined ? 0 : 1);
  if (id !== undefined) expectValue(answer, 'Resources[0].id', id);
  return answer;
}

export async function created11(wire: Wire11, kind: 'Users' | 'Groups', body: JsonObject): Promise<Answer> {
  const answer = await okta11.post(wire, `/${kind}`, body);
  expectResource11(answer, 201);
  return answer;
}

export async function got11(wire: Wire11, target: string): Promise<Answer> {
  const answer = await okta11.get(wire, target);
  expectResource11(answer, 200);
  return answer;
}

/** GET and PUT of the whole object with some attributes changed; the others are still there afterwards. */
export async function putOver11(wire: Wire11, target: string, changes: JsonObject): Promise<Answer> {
  const before = expectResource11(await okta11.get(wire, target), 200);
  expectResource11(await okta11.put(wire, target, { ...before, ...changes }), 200);
  const after = await got11(wire, target);
  expectKept(before, after, Object.keys(changes));
  return after;
}

/** What Okta creates a user of a SCIM 1.1 app with; `locale` has an underscore there. */
export function user11(person: Person): JsonObject {
  return {
    userName: person.userName,
    name: { givenName: person.givenName, familyName: person.familyName },
    emails: [{ primary: true, value: person.userName, type: 'work' }],
    displayName: person.displayName,
    locale: 'en_US',
    externalId: person.externalId,
    groups: [],
    password: person.password,
    active: true,
  };
}

export const idOf = (answer: Answer): string => textAt(answer, 'id');
