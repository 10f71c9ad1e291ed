import { lengthOf, opaqueText } from './password-text.js';

describe('opaqueText', () => {
  // RFC 8265 §4.3: the examples of OpaqueString.
  it.each([
    ['a space on the keyboard', 'correct horse battery staple', 'correct horse battery staple'],
    ['another letter case', 'Correct Horse Battery Staple', 'Correct Horse Battery Staple'],
    ['other scripts', 'πßå', 'πßå'],
    ['a symbol', 'Jack of ♦s', 'Jack of ♦s'],
    ['another space', 'foo\u1680bar', 'foo bar'],
    ['a no-break space', 'foo\u00a0bar', 'foo bar'],
    ['composed', '\u00e9', '\u00e9'],
    ['decomposed', 'e\u0301', '\u00e9'],
    ['full width, which is another password', 'ｆｏｏ', 'ｆｏｏ'],
    ['a ligature, which is another password', 'ﬁ', 'ﬁ'],
    ['an emoji', '\u{1F980}', '\u{1F980}'],
    ['invisible characters, which are part of it', 'a\u200db', 'a\u200db'],
  ])('takes %s', (_, password, text) => expect(opaqueText(password)).toBe(text));

  it.each([
    ['nothing', ''],
    ['a tab', 'my cat is a \u0009by'],
    ['a NUL', 'a\0b'],
    ['DEL', 'a\u007fb'],
    ['a high surrogate', 'a\ud83e'],
    ['a low surrogate', '\udd80a'],
    ['surrogates the wrong way round', '\udd80\ud83e'],
  ])('refuses %s', (_, password) => expect(opaqueText(password)).toBeUndefined());
});

describe('lengthOf', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['\u{1F980}', 1],
    ['\u00e9', 1],
    ['e\u0301', 2],
  ])('%j is %i', (text, length) => expect(lengthOf(text)).toBe(length));
});
