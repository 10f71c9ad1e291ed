import type { JsonObject } from '../protocol/json.js';
import { PATCH_OP } from '../protocol/urns.js';
import type { Answer } from './scim-http.js';
import type { Session } from './session.js';

export type Wire = Pick<Session, 'send' | 'authorization'>;
export type Kind = 'Users' | 'Groups';

/** The requests of one identity provider, in its own media type and way of writing a query. */
export interface IdpClient {
  get(wire: Wire, target: string): Promise<Answer>;
  post(wire: Wire, target: string, body: JsonObject): Promise<Answer>;
  put(wire: Wire, target: string, body: JsonObject): Promise<Answer>;
  patch(wire: Wire, target: string, ...operations: readonly JsonObject[]): Promise<Answer>;
  delete(wire: Wire, target: string): Promise<Answer>;
  /** GET with a filter; `rest` are further parameters, such as `attributes=id`. */
  find(wire: Wire, kind: Kind, filter: string, rest?: string): Promise<Answer>;
}

export interface IdpHabits {
  readonly mediaType: 'application/scim+json' | 'application/json';
  /** How a blank travels in the query: both are in use, and both mean the same. */
  readonly blank: '+' | '%20';
  /** What the admin appended to the base URL after "?", sent with every request. */
  readonly query?: string;
}

export function idpClient({ mediaType, blank, query = '' }: IdpHabits): IdpClient {
  const send = (
    { send: transmit, authorization }: Wire,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    target: string,
    body?: JsonObject,
  ) =>
    transmit({
      method,
      target: query === '' ? target : `${target}${target.includes('?') ? '&' : '?'}${query}`,
      headers: {
        Accept: mediaType,
        Authorization: authorization,
        ...(body === undefined ? {} : { 'Content-Type': mediaType }),
      },
      ...(body === undefined ? {} : { body }),
    });
  return {
    get: (wire, target) => send(wire, 'GET', target),
    post: (wire, target, body) => send(wire, 'POST', target, body),
    put: (wire, target, body) => send(wire, 'PUT', target, body),
    patch: (wire, target, ...operations) =>
      send(wire, 'PATCH', target, { schemas: [PATCH_OP], Operations: operations }),
    delete: (wire, target) => send(wire, 'DELETE', target),
    find: (wire, kind, filter, rest = '') => {
      const encoded = encodeURIComponent(filter).replaceAll('%20', blank);
      return send(wire, 'GET', `/${kind}?filter=${encoded}${rest === '' ? '' : `&${rest}`}`);
    },
  };
}
