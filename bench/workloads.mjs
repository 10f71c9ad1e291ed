import { activePatch, userBody } from './okta-bodies.mjs';
import { runLoad } from './load-client.mjs';
import { scimRequest } from './scim-request.mjs';

let tag = 0;

/**
 * The four calls that Okta makes most, against one target. Each name gives a function that makes the next request with
 * its check; the state (names used up, whose `active` is what) belongs to this target.
 */
export class Workloads {
  /** Users that exist and are only looked up, read and patched. */
  users = [];
  #target;
  #tag = `${process.pid}-${tag++}`;
  #created = 0;
  #read = 0;
  #patched = 0;

  constructor(target) {
    this.#target = target;
  }

  /** Creates the users that the other workloads need. */
  async seed(count) {
    const next = () => {
      const request = this.create();
      return {
        ...request,
        verify: (user) => request.verify(user) ?? void this.users.push({ id: user.id, userName: user.userName }),
      };
    };
    await runLoad({ port: this.#target.port, connections: 16, next, requests: count, verifyEvery: 1, seconds: 300 });
  }

  create = () => {
    const userName = `user.${this.#created}.${this.#tag}@example.com`;
    const body = userBody(userName, this.#created++);
    return {
      text: scimRequest(this.#target, 'POST', '/Users', body),
      status: 201,
      verify: (user) => (user.userName === userName && user.id ? undefined : 'created another user'),
    };
  };

  'look-up' = () => {
    const { id, userName } = this.#nextRead();
    const filter = encodeURIComponent(`userName eq "${userName}"`);
    return {
      text: scimRequest(this.#target, 'GET', `/Users?filter=${filter}&startIndex=1&count=100`),
      status: 200,
      verify: (list) => (list.totalResults === 1 && list.Resources[0].id === id ? undefined : 'found another user'),
    };
  };

  get = () => {
    const { id, userName } = this.#nextRead();
    return {
      text: scimRequest(this.#target, 'GET', `/Users/${id}`),
      status: 200,
      verify: (user) => (user.id === id && user.userName === userName ? undefined : 'read another user'),
    };
  };

  /** Every call changes something: all users are deactivated in turn, then all reactivated, and so on. */
  patch = () => {
    const turn = this.#patched++;
    const { id } = this.users[turn % this.users.length];
    const active = Math.floor(turn / this.users.length) % 2 === 1;
    return {
      text: scimRequest(this.#target, 'PATCH', `/Users/${id}`, activePatch(active)),
      status: 200,
      verify: (user) => (user.id === id && user.active === active ? undefined : 'active is not what was asked for'),
    };
  };

  #nextRead() {
    // A stride that shares no factor with the count, so that neighbours in time are not neighbours on a page.
    return this.users[(this.#read++ * 617) % this.users.length];
  }
}

export const WORKLOADS = ['create', 'look-up', 'get', 'patch'];
