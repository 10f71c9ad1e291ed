import { assertMayRead, assertMayWrite, isKnownToClient, type Preconditions } from './preconditions.js';

const USER = { what: 'user', tag: 'W/"2"' };
const failed = (detail: RegExp): Error =>
  expect.objectContaining({ status: 412, detail: expect.stringMatching(detail) as string }) as Error;

describe('of a write (RFC 9110 §13.1)', () => {
  it.each<Preconditions>([
    {},
    { ifMatch: 'W/"2"' },
    { ifMatch: '*' },
    { ifNoneMatch: 'W/"1"' },
    { ifMatch: 'W/"1", "2"', ifNoneMatch: 'W/"1"' },
  ])('%j is met', (preconditions) => {
    expect(() => assertMayWrite(preconditions, USER)).not.toThrow();
  });

  it.each<[Preconditions, RegExp]>([
    [{ ifMatch: 'W/"1"' }, /^The user was changed in the meantime: its version is W\/"2"/],
    [{ ifMatch: '' }, /in the meantime/],
    [{ ifNoneMatch: 'W/"2"' }, /^The user has the version W\/"2", and "If-None-Match"/],
    [{ ifNoneMatch: 'W/"1", "2"' }, /"If-None-Match"/],
    [{ ifNoneMatch: '*' }, /"If-None-Match"/],
    [{ ifMatch: 'W/"2"', ifNoneMatch: '*' }, /"If-None-Match"/],
    [{ ifMatch: 'W/"1"', ifNoneMatch: '*' }, /in the meantime/],
  ])('%j is not', (preconditions, detail) => {
    expect(() => assertMayWrite(preconditions, USER)).toThrow(failed(detail));
  });
});

describe('of a read', () => {
  it.each<[Preconditions, boolean]>([
    [{}, false],
    [{ ifMatch: '*' }, false],
    [{ ifMatch: 'W/"2"' }, false],
    [{ ifNoneMatch: 'W/"1"' }, false],
    [{ ifNoneMatch: 'W/"2"' }, true],
    [{ ifNoneMatch: '*' }, true],
    [{ ifMatch: 'W/"2"', ifNoneMatch: 'W/"2"' }, true],
  ])('%j: known is %s', (preconditions, known) => {
    expect(() => assertMayRead(preconditions, USER)).not.toThrow();
    expect(isKnownToClient(preconditions, USER.tag)).toBe(known);
  });

  it.each<Preconditions>([{ ifMatch: 'W/"1"' }, { ifMatch: 'W/"1"', ifNoneMatch: 'W/"2"' }])('%j is 412', (both) => {
    expect(() => assertMayRead(both, USER)).toThrow(failed(/W\/"2", which "If-Match" does not name/));
  });
});
