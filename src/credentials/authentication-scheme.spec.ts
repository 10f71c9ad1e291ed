import { authorizationHeader, canonicalAuthorization, parseAuthorization } from './authentication-scheme.js';

const basicOf = (text: string | Buffer): string => `Basic ${Buffer.from(text).toString('base64')}`;
const bearer = (token: string): unknown => ({ scheme: 'bearer', token });
const basic = (key: string, secret: string): unknown => ({ scheme: 'basic', key, secret });

describe('accepted', () => {
  it.each([
    ['raw, as Okta Header Auth sends it', 'abc', bearer('abc')],
    ['Bearer', 'Bearer abc', bearer('abc')],
    ['any letter case', 'bEARER abc', bearer('abc')],
    ['many spaces', '  Bearer   abc  ', bearer('abc')],
    ['tabs', '\tBearer\t\tabc\t', bearer('abc')],
    ['all of token68', 'Bearer aZ09-._~+/==', bearer('aZ09-._~+/==')],
    ['Basic', basicOf('key:secret'), basic('key', 'secret')],
    ['Basic in any letter case', basicOf('key:secret').replace('Basic', 'bASIC\t '), basic('key', 'secret')],
    ['a secret with colons', basicOf('key:a:b:'), basic('key', 'a:b:')],
    ['UTF-8', basicOf('schlüssel:ключ'), basic('schlüssel', 'ключ')],
  ])('%s', (_, header, expected) => {
    const presented = parseAuthorization(header);
    expect(presented).toEqual(expected);
    // The canonical spelling means the same.
    expect(presented && parseAuthorization(canonicalAuthorization(presented))).toEqual(expected);
  });
});

describe('refused', () => {
  it.each<[string, unknown]>([
    ['no header', undefined],
    ['null', null],
    ['zero', 0],
    ['true', true],
    ['an array', ['Bearer abc']],
    ['an object', { toString: () => 'Bearer abc' }],
    ['empty', ''],
    ['spaces', '   '],
    ['a tab', '\t'],
    ['Bearer alone', 'Bearer'],
    ['Bearer and spaces', 'Bearer   '],
    ['Basic alone', 'Basic'],
    ['basic alone, lower case', 'basic '],
    ['Bearer twice', 'Bearer Bearer abc'],
    ['Bearer and a scheme as token with more', 'Bearer Basic abc'],
    ['two tokens', 'Bearer abc def'],
    ['a list', 'Bearer a,b'],
    ['a list of credentials', 'Bearer abc, Bearer def'],
    ['a raw list', 'a,b'],
    ['a quoted token', 'Bearer "abc"'],
    ['a parameter', 'Bearer token=abc'],
    ['only padding', 'Bearer =='],
    ['NUL in the token', 'Bearer a\0b'],
    ['NUL between', 'Bearer\0abc'],
    ['line break', 'Bearer abc\r\nX: y'],
    ['line break as separator', 'Bearer\nabc'],
    ['vertical tab as separator', 'Bearer\vabc'],
    ['no-break space as separator', 'Bearer\u00a0abc'],
    ['non-ASCII token', 'Bearer äbc'],
    ['non-ASCII raw token', 'äbc'],
    ['full-width scheme', 'Ｂearer abc'],
    ['another scheme', 'Digest abc'],
    ['a scheme joined by a colon', 'Bearer:abc'],
    ['JSON', '{"token":"abc"}'],
    ['longer than any header of ours', `Bearer ${'a'.repeat(1 << 20)}`],
    ['a run of spaces as long', `Bearer${' '.repeat(1 << 20)}abc`],
    ['Basic without base64', 'Basic !!!!'],
    ['Basic with base64 broken in two', 'Basic a2V5 OnNlY3JldA=='],
    ['Basic with garbage after the base64', `${basicOf('key:secret')}!`],
    ['Basic without its padding', basicOf('key:secret1').replace(/=+$/, '')],
    ['Basic in base64url', `Basic ${Buffer.from('k:\u00ff\u00fe?>').toString('base64url')}`],
    ['Basic without colon', basicOf('keysecret')],
    ['Basic with nothing', basicOf(':')],
    ['Basic without key', basicOf(':secret')],
    ['Basic without secret', basicOf('key:')],
    ['Basic with NUL', basicOf('key:se\0cret')],
    ['Basic with a line break', basicOf('key:secret\n')],
    ['Basic with a C1 control', basicOf('key:se\u0085cret')],
    ['Basic in Latin-1', basicOf(Buffer.from('key:s\u00e9cret', 'latin1'))],
    ['Basic in UTF-16', basicOf(Buffer.from('key:secret', 'utf16le'))],
    ['Basic with overlong UTF-8', basicOf(Buffer.from([0x6b, 0x3a, 0xc0, 0xaf]))],
    ['Basic with an encoded surrogate', basicOf(Buffer.from([0x6b, 0x3a, 0xed, 0xa0, 0x80]))],
    ['Basic with plain text', 'Basic key:secret'],
  ])('%s', (_, header) => expect(parseAuthorization(header)).toBeUndefined());
});

describe('the one Authorization header', () => {
  it.each<[string, string[], string | undefined]>([
    ['is found in any letter case', ['Host', 'x', 'aUTHORIZATION', 'a'], 'a'],
    ['is not a value of another header', ['X', 'Authorization', 'Y', 'a'], undefined],
    ['is none when there are two', ['Authorization', 'a', 'authorization', 'b'], undefined],
    ['is none when there are two equal ones', ['Authorization', 'a', 'Authorization', 'a'], undefined],
    ['is none when absent', ['Host', 'x', 'Proxy-Authorization', 'a'], undefined],
    ['may be empty', ['Authorization', ''], ''],
  ])('%s', (_, rawHeaders, expected) => expect(authorizationHeader({ rawHeaders })).toBe(expected));
});
