import { parseForm } from './parse-form.js';

describe('a form is read', () => {
  it.each<[string, Record<string, string>]>([
    ['', {}],
    ['a=1', { a: '1' }],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1&&b=2&', { a: '1', b: '2' }],
    ['a=x+y%20z', { a: 'x y z' }],
    ['a=1=2', { a: '1=2' }],
    ['a=%C3%A4', { a: 'ä' }],
    ['a=ä', { a: 'ä' }],
    ['a=&b', {}],
    ['__proto__=1', { ['__proto__']: '1' }],
  ])('%p', (text, expected) => expect([...parseForm(Buffer.from(text))]).toEqual(Object.entries(expected)));
});

describe('a form is refused', () => {
  it.each<[string, string | Buffer]>([
    ['the same twice', 'a=1&a=1'],
    ['the same twice in another spelling', 'a=1&%61=2'],
    ['the same twice, once empty', 'a=&a=1'],
    ['percent alone', 'a=%'],
    ['percent and no hexadecimal', 'a=%zz'],
    ['half a character', 'a=%C3'],
    ['an overlong character', 'a=%C0%80'],
    ['bytes that are no UTF-8', Buffer.from([0x61, 0x3d, 0xff])],
    ['too many', Array.from({ length: 51 }, (_, i) => `a${i}=1`).join('&')],
  ])('%s', (_, text) => expect(() => parseForm(Buffer.from(text))).toThrow(/^The form in the request body /));
});
