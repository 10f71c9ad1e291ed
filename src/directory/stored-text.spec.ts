import type { StoredResource } from './resource-store.js';
import { DamagedDocument, storedWithText, textOf } from './stored-text.js';

const FACTS: Omit<StoredResource, 'document'> = {
  ...{ pk: 1, type: 'User', id: 'u1', connectorPk: 7, authorized: true, version: 3 },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', lastModifiedAt: '2026-01-02T00:00:00.000Z' },
};
const TEXT = '{"userName":"jane"}';
const stored = storedWithText(FACTS, TEXT);

describe('a resource with the text of its document', () => {
  it('is a stored resource as any other', () => {
    expect(stored).toEqual({ ...FACTS, document: { userName: 'jane' } });
    expect(Object.keys(stored)).toEqual([...Object.keys(FACTS), 'document']);
    expect(JSON.stringify(stored)).toBe(JSON.stringify({ ...FACTS, document: { userName: 'jane' } }));
  });

  it('parses once', () => expect(stored.document).toBe(stored.document));

  it('parses no sooner than it is asked', () => {
    const broken = storedWithText(FACTS, '{');
    expect(broken.id).toBe('u1');
    expect(() => broken.document).toThrow(DamagedDocument);
  });

  it('has its text', () => expect(textOf(stored)).toBe(TEXT));

  it.each<[string, StoredResource]>([
    ['a copy', { ...stored }],
    ['a copy with another document', { ...stored, document: { userName: 'joe' } }],
    ['a copy with another version', { ...stored, version: 4 }],
    ['a copy by assignment', Object.assign({}, stored)],
    ['what inherits from it', Object.create(stored) as StoredResource],
    ['a clone', structuredClone(stored)],
    ['what never had one', { ...FACTS, document: { userName: 'jane' } }],
  ])('%s has none', (_, other) => expect(textOf(other)).toBeUndefined());

  it.each<[string, StoredResource]>([
    ['a copy', { ...stored }],
    ['a copy with another version', { ...stored, version: 4 }],
  ])('%s has the very document', (_, other) => expect(other.document).toBe(stored.document));

  it('keeps what it was given', () => expect(() => Object.assign(stored, { document: {} })).toThrow(TypeError));
});
