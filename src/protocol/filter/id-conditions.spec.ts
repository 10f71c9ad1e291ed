import fc from 'fast-check';
import type { IdCondition } from './id-conditions.js';
import { idConditions } from './id-conditions.js';
import { matchKey } from './match-key.js';

const PREFIX = 'https://x.io/scim/default/okta/v2/Users/';
const ID = '0190f0aa-1111-7000-8000-00000000000a';
const OPERATORS = ['eq', 'sw', 'ew', 'co', 'gt', 'ge', 'lt', 'le'] as const;

const holds = (conditions: true | readonly IdCondition[], id: string): boolean =>
  conditions === true || conditions.some(({ operator, key }) => matchKey(operator, id, key));

describe('idConditions', () => {
  it.each<[(typeof OPERATORS)[number], string, true | readonly IdCondition[]]>([
    ['eq', `${PREFIX}${ID}`, [{ operator: 'eq', key: ID }]],
    ['eq', PREFIX, [{ operator: 'eq', key: '' }]],
    ['sw', 'https://', true],
    ['sw', `${PREFIX}0190`, [{ operator: 'sw', key: '0190' }]],
    ['ew', '000a', [{ operator: 'ew', key: '000a' }]],
    ['ew', `Users/${ID}`, [{ operator: 'eq', key: ID }]],
    ['co', '/Users/', true],
    [
      'co',
      's/0190',
      [
        { operator: 'co', key: 's/0190' },
        { operator: 'sw', key: '0190' },
      ],
    ],
    ['gt', `${PREFIX}0`, [{ operator: 'gt', key: '0' }]],
    ['gt', 'https://', true],
    ['le', 'https://z', true],
    // never
    ['eq', `https://y.io/scim/default/okta/v2/Users/${ID}`, []],
    ['eq', `${PREFIX.toUpperCase()}${ID}`, []],
    ['eq', ID, []],
    ['sw', 'http://', []],
    ['sw', 'https://x.io/scim/default/okta/v2/Groups/', []],
    ['ew', `Groups/${ID}`, []],
    ['ew', ` ${ID}`, []],
    ['lt', 'https://', []],
    ['ge', 'https://z', []],
  ])('%s %s', (operator, text, conditions) => {
    expect(idConditions(operator, text, PREFIX)).toEqual(conditions);
  });

  it('say of the id what holds of the address, whatever is asked', () => {
    const address = `${PREFIX}${ID}`;
    const place = fc.nat(address.length);
    const piece = fc
      .tuple(place, place)
      .map(([one, other]) => address.slice(Math.min(one, other), Math.max(one, other)));
    const text = fc.oneof(
      piece,
      piece.map((known) => `${known}/`),
      piece.map((known) => `/${known}`),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.constantFrom(...OPERATORS), text, (operator, asked) => {
        expect(holds(idConditions(operator, asked, PREFIX), ID)).toBe(matchKey(operator, address, asked));
      }),
      { numRuns: 2_000 },
    );
  });

  it('find every way across a prefix that repeats itself', () => {
    expect(idConditions('co', 'a/a/0', 'x/a/a/a/')).toEqual([
      { operator: 'co', key: 'a/a/0' },
      { operator: 'sw', key: 'a/0' },
      { operator: 'sw', key: '0' },
    ]);
    expect(idConditions('co', '/a/0', 'x/a/')).toContainEqual({ operator: 'sw', key: '0' });
    expect(idConditions('co', '11', 'x1')).toContainEqual({ operator: 'sw', key: '1' });
  });
});
