import fc from 'fast-check';
import { ScimError } from '../scim-error.js';
import { checkJsonDepth } from './check-json-depth.js';
import { checkJsonShape } from './check-json-shape.js';

const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000);

const piece = fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', '{"":', '[[[[[[', ']]]]]]', '"["', '"\\""', '1', 'ü');
const broken = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
const wrapped = fc
  .tuple(fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }), fc.array(fc.boolean(), { minLength: 10, maxLength: 20 }))
  .map(([value, lists]) => {
    const opened = lists.map((isList) => (isList ? '["]\\\\",' : '{"a\\"[":'));
    const closed = lists.map((isList) => (isList ? ']' : '}')).reverse();
    return `${opened.join('')}${JSON.stringify(value)}${closed.join('')}`;
  });

test('the depth of a text is what the parser makes of it', () => {
  const seen = { refused: 0, accepted: 0 };
  const check = (json: string): void => {
    const isRefused = refuses(() => checkJsonDepth(new TextEncoder().encode(json)));
    const value = parse(json);
    if (value === undefined) return;
    seen[isRefused ? 'refused' : 'accepted'] += 1;
    expect(isRefused).toBe(depthOf(value) > 16);
    if (isRefused) expect(refuses(() => checkJsonShape(value))).toBe(true);
  };
  fc.assert(fc.property(fc.oneof(broken, wrapped), check), { numRuns: RUNS });
  for (const count of Object.values(seen)) expect(count).toBeGreaterThanOrEqual(Math.floor(RUNS / 100));
});

function refuses(run: () => void): boolean {
  try {
    run();
    return false;
  } catch (error) {
    if (error instanceof ScimError) return true;
    throw error;
  }
}

function depthOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
