import { checkJsonDepth } from './check-json-depth.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const check = (text: string) => () => checkJsonDepth(bytesOf(text));
const nested = (depth: number, open: string, close: string): string => `${open.repeat(depth)}1${close.repeat(depth)}`;
const tooDeep = expect.objectContaining({
  scimType: 'invalidSyntax',
  detail: expect.stringMatching(/deeper than 16/) as string,
}) as Error;

describe('checkJsonDepth accepts', () => {
  it.each<[string, string]>([
    ['nothing', ''],
    ['a number', '1'],
    ['16 lists', nested(16, '[', ']')],
    ['16 objects', nested(16, '{"a":', '}')],
    ['many lists side by side', `[${'[],'.repeat(100_000)}[]]`],
    ['brackets in a string', JSON.stringify('[{'.repeat(1_000))],
    ['brackets in a name', JSON.stringify({ ['['.repeat(1_000)]: 1 })],
    ['brackets after an escaped quote', JSON.stringify(`"${'['.repeat(100)}`)],
    ['brackets after an escaped backslash and quote', JSON.stringify(`\\"${'['.repeat(100)}`)],
    ['brackets after an escape by number', `"\\u0022${'['.repeat(100)}"`],
    ['brackets after characters of several bytes', JSON.stringify(`ü€𝔘${'['.repeat(100)}`)],
    ['brackets in a string without an end', `"${'['.repeat(100)}`],
    ['a string that ends with a backslash', '["\\'],
    ['16 lists after a string that ends with a backslash', `["\\\\",${nested(15, '[', ']')}]`],
    ['what no parser accepts', ']]}}"'],
  ])('%s', (_, text) => {
    expect(check(text)).not.toThrow();
  });
});

describe('checkJsonDepth refuses', () => {
  it.each<[string, string]>([
    ['17 lists', nested(17, '[', ']')],
    ['17 objects', nested(17, '{"a":', '}')],
    ['17 of both', `${'[{"a":'.repeat(8)}[]`],
    ['1 MB of [', '['.repeat(1_000_000)],
    ['a deep value of members', `{"members":${nested(16, '[', ']')}}`],
    ['depth after a string', `["]]]]",${nested(16, '[', ']')}]`],
    ['depth after an escaped backslash', `["\\\\",${nested(16, '[', ']')}]`],
    ['depth after an escaped quote', `["\\"",${nested(16, '[', ']')}]`],
    ['depth after bytes that are no UTF-8', `\ufffd${'['.repeat(17)}`],
    ['white space between', '[\n\t '.repeat(17)],
  ])('%s', (_, text) => {
    expect(check(text)).toThrow(tooDeep);
  });

  it('without reading on', () => {
    const bytes = bytesOf('['.repeat(100));
    let furthest = 0;
    const watched = new Proxy(bytes, {
      get: (target, name) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) furthest = Math.max(furthest, Number(name));
        return Reflect.get(target, name, target) as unknown;
      },
    });
    expect(() => checkJsonDepth(watched)).toThrow(tooDeep);
    expect(furthest).toBe(16);
  });
});
