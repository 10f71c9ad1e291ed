import { runLoad } from './load-client.mjs';
import { activePatch, addMemberPatch, groupBody, profileBody, removeMemberPatch, userBody } from './okta-bodies.mjs';
import { scimRequest } from './scim-request.mjs';

let tag = 0;

const TITLES = ['Principal Engineer', 'Staff Engineer'];
const PAGE = 100;
/** So small that what a change of members costs is not the list of them. */
const MEMBERS = 10;
/**
 * Ten times as many pairs as connections, and more: a server that accepts its connections one by one answers the first request of
 * the last one behind a hundred others, and no pair may be removed before it was added.
 */
export const GROUPS = 100;
const BUSY = 16;

/**
 * The calls that Okta makes most, against one target. Each name gives a function that makes the next request with
 * its check; the state (names used up, whose `active` is what) belongs to this target.
 */
export class Workloads {
  /** Users that exist and are only looked up, read, replaced and patched. */
  users = [];
  /** Ids of groups that `member` fills and empties. */
  groups = [];
  #target;
  #tag = `${process.pid}-${tag++}`;
  #created = 0;
  #turns = { read: 0, patch: 0, put: 0, member: 0 };

  constructor(target) {
    this.#target = target;
  }

  /** Creates the users and the groups that the other workloads need; groups for `member` alone. */
  async seed(count, groupCount = 0) {
    const create = (next, requests) =>
      runLoad({ port: this.#target.port, connections: BUSY, next, requests, verifyEvery: 1, seconds: 300 });
    const keeping = (make, keep) => () => {
      const request = make();
      return { ...request, verify: (made) => request.verify(made) ?? void keep(made) };
    };
    const users = keeping(this.create, ({ id, userName, externalId }) =>
      this.users.push({ id, userName, number: Number(externalId.slice(3)) }),
    );
    await create(users, count);
    const groups = keeping(this.#createGroup, ({ id }) => this.groups.push(id));
    await create(groups, groupCount);
    if (this.users.length !== count) throw new Error(`${this.users.length} of ${count} users were created in time`);
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
    const { user, round } = this.#nextChanged('patch');
    const active = round % 2 === 1;
    return {
      text: scimRequest(this.#target, 'PATCH', `/Users/${user.id}`, activePatch(active)),
      status: 200,
      verify: ({ id, active: now }) =>
        id === user.id && now === active ? undefined : 'active is not what was asked for',
    };
  };

  /** The whole profile, in which the title is another one. */
  put = () => {
    const { user, round } = this.#nextChanged('put');
    const title = TITLES[round % TITLES.length];
    return {
      text: scimRequest(this.#target, 'PUT', `/Users/${user.id}`, profileBody(user.userName, user.number, title)),
      status: 200,
      verify: ({ id, title: now }) => (id === user.id && now === title ? undefined : 'the title is not what was sent'),
    };
  };

  /** The first of a walk. */
  page = () => ({
    text: scimRequest(this.#target, 'GET', `/Users?startIndex=1&count=${PAGE}`),
    status: 200,
    verify: ({ Resources }) =>
      Resources.length === Math.min(PAGE, this.users.length) &&
      new Set(Resources.map(({ id }) => id)).size === Resources.length
        ? undefined
        : `a page of ${Resources.length}`,
  });

  /** One member more or less: all groups are filled one by one, then all emptied, and so on. */
  member = () => {
    const turn = this.#turns.member++;
    const size = Math.min(MEMBERS, this.users.length);
    const pairs = this.groups.length * size;
    const [number, place] = [turn % this.groups.length, Math.floor((turn % pairs) / this.groups.length)];
    const group = this.groups[number];
    const user = this.users[(number * size + place) % this.users.length];
    const isAdding = Math.floor(turn / pairs) % 2 === 0;
    const body = isAdding ? addMemberPatch(user) : removeMemberPatch(user);
    return {
      text: scimRequest(this.#target, 'PATCH', `/Groups/${group}`, body),
      status: 200,
      verify: ({ id, members }) =>
        id === group && (members ?? []).some(({ value }) => value === user.id) === (isAdding && members !== undefined)
          ? undefined
          : 'the member is not what was asked for',
    };
  };

  #createGroup = () => {
    const displayName = `Group ${this.groups.length} ${this.#created++} ${this.#tag}`;
    return {
      text: scimRequest(this.#target, 'POST', '/Groups', groupBody(displayName)),
      status: 201,
      verify: (group) => (group.displayName === displayName && group.id ? undefined : 'created another group'),
    };
  };

  /** The users one after the other, and how often all of them were. */
  #nextChanged(name) {
    const turn = this.#turns[name]++;
    return { user: this.users[turn % this.users.length], round: Math.floor(turn / this.users.length) };
  }

  #nextRead() {
    // A stride that shares no factor with the count, so that neighbours in time are not neighbours on a page.
    return this.users[(this.#turns.read++ * 617) % this.users.length];
  }
}

/** What is measured against the floor, and at how many connections. */
export const CELLS = {
  create: [1, 16, 64],
  'look-up': [1, 16, 64],
  get: [1, 16, 64],
  patch: [1, 16, 64],
  put: [1, 16],
  page: [1],
  member: [1, 16],
};

export const WORKLOADS = Object.keys(CELLS);
