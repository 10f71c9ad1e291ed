import type { AttributeChange, LogEvent, ResourceEffect } from '../log-event.js';
import { directoryLine } from './directory-line.js';
import { replay } from './replay.js';

const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-02T00:00:00.000Z';

const event = (effects: readonly ResourceEffect[] | undefined, changes: readonly AttributeChange[] = []): LogEvent =>
  ({ uuid: 'e', published: AT, changes, ...(effects === undefined ? {} : { effects }) }) as unknown as LogEvent;
const created = (id: string, more: Partial<ResourceEffect> = {}): LogEvent =>
  event([{ id, type: 'User', version: 1, at: AT, set: { userName: id }, ...more }]);
const line = (events: readonly LogEvent[], id = 'a'): unknown => {
  const resource = replay(events).resources.get(id);
  return resource && (JSON.parse(directoryLine(resource)) as unknown);
};

const BARE = {
  ...{ id: 'a', type: 'User', source: 'manual', connector: null, authorized: true, version: 1 },
  ...{ createdAt: AT, lastModifiedAt: AT, deletedAt: null, document: { userName: 'a' } },
};

describe('replay', () => {
  it('begins with what a create says', () => expect(line([created('a')])).toEqual(BARE));

  it.each<[string, Partial<ResourceEffect>, readonly AttributeChange[], object]>([
    ['nothing', {}, [], {}],
    ['a version', { version: 2, at: LATER }, [], { version: 2, lastModifiedAt: LATER }],
    ['an owner', { connector: 7 }, [], { connector: 7, source: 'scim' }],
    ['no owner', { connector: null }, [], {}],
    ['an unlinked user', { authorized: false }, [], { authorized: false }],
    ['a deletion', { deletedAt: LATER }, [], { deletedAt: LATER }],
    [
      'a value in changes',
      { changed: ['title'] },
      [{ path: 'title', from: null, to: 'x' }],
      { document: { title: 'x', userName: 'a' } },
    ],
    ['a value in changes that is not named', {}, [{ path: 'title', from: null, to: 'x' }], {}],
    [
      'a value that changes removes',
      { changed: ['userName'] },
      [{ path: 'userName', from: 'a', to: null }],
      { document: {} },
    ],
    ['a value of its own', { set: { 'urn:x': { y: 1 } } }, [], { document: { 'urn:x': { y: 1 }, userName: 'a' } }],
    ['a value that it removes', { set: { userName: null } }, [], { document: {} }],
    ['a field', { fields: { '1:string': 'f' } }, [], { document: { $fields: { '1:string': 'f' }, userName: 'a' } }],
    ['a field that was none', { fields: { '1:string': null } }, [], {}],
    [
      'a name that JavaScript has a meaning for',
      { set: JSON.parse('{"__proto__":{"x":1}}') as object as Record<string, unknown> },
      [],
      { document: JSON.parse('{"__proto__":{"x":1},"userName":"a"}') as unknown },
    ],
  ])('%s', (_, effect, changes, expected) => {
    expect(JSON.stringify(line([created('a'), event([{ id: 'a', ...effect }], changes)]))).toBe(
      JSON.stringify(JSON.parse(JSON.stringify({ ...(line([created('a')]) as object), ...expected }))),
    );
  });

  it('the last field takes the list of fields with it', () => {
    const fields = (value: string | null): LogEvent => event([{ id: 'a', fields: { '1:string': value } }]);
    expect(line([created('a'), fields('x'), fields(null)])).toEqual(BARE);
  });

  it('members come and go, named in changes or not; who is gone for good is none', () => {
    const group = event(
      [{ id: 'g', type: 'Group', version: 1, at: AT, changed: ['members'] }],
      [{ path: 'members', from: null, to: ['c', 'a', 'b', 'd'] }],
    );
    const removed = event([{ id: 'g', changed: ['members'] }], [{ path: 'members', from: ['a'], to: null }]);
    const delta = event([{ id: 'g', addedMembers: ['e'], removedMembers: ['b'] }]);
    const purge = event([{ id: 'd', purged: true }]);
    expect(line([group, removed, delta, purge], 'g')).toMatchObject({ members: ['c', 'e'] });
  });

  it('names in their order, whatever the order in which they came', () => {
    const one = replay([created('a', { set: { b: { d: 1, c: 2 }, a: 3 } })]).resources.get('a');
    const other = replay([created('a', { set: { a: 3, b: { c: 2, d: 1 } } })]).resources.get('a');
    expect(one && directoryLine(one)).toBe(other && directoryLine(other));
  });

  it.each<[string, readonly LogEvent[], string]>([
    ['a version that is missing', [created('a'), event([{ id: 'a', version: 3 }])], 'version 3 follows version 1'],
    ['a version twice', [created('a'), event([{ id: 'a', version: 1 }])], 'version 1 follows version 1'],
    ['a create twice', [created('a'), created('a')], 'it was created already'],
    [
      'a change after the end',
      [created('a'), event([{ id: 'a', purged: true }]), event([{ id: 'a', version: 2 }])],
      'it was gone for good already',
    ],
  ])('%s is a break', (_, events, what) => {
    expect(replay(events).breaks).toEqual([{ event: 'e', resource: 'a', what }]);
  });

  it('what it does not know the beginning of is not made up', () => {
    const { resources, unknown, since, events } = replay([event(undefined), event([{ id: 'a', version: 7 }])]);
    expect([resources.size, [...unknown], since, events]).toEqual([0, ['a'], AT, 1]);
    expect(replay([event(undefined)])).toMatchObject({ since: undefined, events: 0 });
  });
});
