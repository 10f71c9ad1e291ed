import { userSchema } from '../protocol/schema/resource-types.js';
import { activate, type Activation, activationOf, seenBy, silent, withActive } from './activation.js';
import type { StoredResource } from './resource-store.js';

const state = (active: boolean, authorized: boolean): Activation => ({ active, authorized });
const stored = (active: boolean | undefined, authorized: boolean, connectorPk: number | null = 1): StoredResource => ({
  ...{ pk: 1, type: 'User', id: 'x', connectorPk, authorized, version: 1, createdAt: '', lastModifiedAt: '' },
  document: { userName: 'a', ...(active === undefined ? {} : { active }) },
});

describe('activation', () => {
  it.each([
    // said, before, after under `deactivate`, after under `unlink`
    [undefined, state(true, true), state(true, true), state(true, true)],
    [undefined, state(false, true), state(false, true), state(false, true)],
    [undefined, state(true, false), state(true, false), state(true, false)],
    [undefined, state(false, false), state(false, false), state(false, false)],
    [true, state(true, true), state(true, true), state(true, true)],
    [true, state(false, true), state(true, true), state(true, true)],
    [true, state(true, false), state(true, true), state(true, true)],
    [true, state(false, false), state(true, true), state(true, true)],
    [false, state(true, true), state(false, true), state(true, false)],
    [false, state(false, true), state(false, true), state(false, false)],
    [false, state(true, false), state(false, false), state(true, false)],
    [false, state(false, false), state(false, false), state(false, false)],
  ])('%j on %j is %j, with unlink %j', (said, before, deactivated, unlinked) => {
    expect(activate(said, before, 'deactivate')).toEqual(deactivated);
    expect(activate(said, before, 'unlink')).toEqual(unlinked);
    for (const after of [deactivated, unlinked])
      if (said !== undefined) expect(after.active && after.authorized).toBe(said);
  });

  it.each([
    ['its owner', 1, stored(true, false), false],
    ['another connector', 2, stored(true, false), true],
    ['its owner, authorized', 1, stored(true, true), true],
    ['its owner, switched off', 1, stored(false, true), false],
    ['its owner, without a word about active', 1, stored(undefined, false), false],
    ['anybody, when it is manual', 1, stored(true, false, null), true],
  ])('seen by %s', (_, viewer, user, active) => expect(seenBy(viewer, user).document.active).toBe(active));

  it.each([
    ['its owner', 1, 1, 'e'],
    ['another connector', 2, 1, undefined],
    ['anybody, when it is manual', 2, null, 'e'],
  ])('8: externalId is seen by %s', (_, viewer, owner, expected) => {
    const { document, ...rest } = stored(true, true, owner);
    const seen = seenBy(viewer, { ...rest, document: { ...document, externalId: 'e' } });
    expect(seen.document.externalId).toBe(expected);
    expect(seen.document).toEqual(expected === undefined ? document : { ...document, externalId: 'e' });
  });

  it('a document without active is active', () => {
    expect(activationOf(stored(undefined, true))).toEqual(state(true, true));
  });

  it('active keeps its place', () => {
    const document = { userName: 'a', active: true, emails: [{ value: 'x' }] };
    const names = Object.keys(withActive(document, false, userSchema));
    expect(names).toEqual(['userName', 'active', 'emails']);
    expect(Object.keys(withActive(silent(document), false, userSchema))).toEqual(names);
    expect(withActive(document, true, userSchema)).toBe(document);
  });
});
