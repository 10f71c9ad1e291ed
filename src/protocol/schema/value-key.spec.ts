import fc from 'fast-check';
import type { AttributeType } from './attribute-definition.js';
import { defineAttribute } from './define-attribute.js';
import { compareKeys, hasForbiddenNameCharacters, isUnicodeText, valueKey } from './value-key.js';

const userName = defineAttribute('userName', 'case-insensitive');
const externalId = defineAttribute('externalId', 'case-exact', { caseExact: true });
const ofType = (type: AttributeType) => defineAttribute('field', 'typed', { type });
const foldKey = (text: string) => valueKey(userName, text);

/** Any well-formed text, with the characters that folding is about more often than chance would have them. */
const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    fc.constantFrom(
      'İ',
      'I\u0307',
      'ı',
      'ß',
      'ẞ',
      'Σ',
      'ς',
      'σ',
      '\u212a',
      'ﬁ',
      'ａ',
      'ｶ',
      'ﾞ',
      '\u0345',
      'Ά',
      '\u3000',
    ),
  ),
});

describe('valueKey of a caseExact: false text', () => {
  it.each([
    ['letter case', 'ADMIN', 'admin'],
    ['composed and decomposed', '\u00e1dmin', 'a\u0301dmin'],
    ['composed and decomposed, upper case', '\u00c1DMIN', 'a\u0301dmin'],
    ['full width', 'ａｄｍｉｎ', 'admin'],
    ['full width at sign', 'a＠b', 'a@b'],
    ['ideographic space', 'a\u3000b', 'a b'],
    ['half-width katakana', 'ｶﾞｲﾄﾞ', 'ガイド'],
    ['half-width Hangul', '\uffa1', '\u3131'],
    ['full-width signs', '￥￦', '¥₩'],
    ['final sigma', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['final sigma as typed', 'οδυσσευς', 'οδυσσευσ'],
    ['the Kelvin sign', '\u212aelvin', 'kelvin'],
    ['the Angstrom sign', '\u212b', 'å'],
    ['sharp s in upper case', 'STRAẞE', 'straße'],
    ['I with dot above, composed or not', '\u0130', 'I\u0307'],
  ])('is equal: %s', (_, left, right) => {
    expect(foldKey(left)).toBe(foldKey(right));
  });

  // What some database collation takes for `admin`, and this directory must not.
  it.each([
    ['accent', 'ádmin', 'admin'],
    ['trailing space', 'admin ', 'admin'],
    ['leading space', ' admin', 'admin'],
    ['NUL', 'admin\0', 'admin'],
    ['zero-width space', 'ad\u200bmin', 'admin'],
    ['zero-width joiner', 'ad\u200dmin', 'admin'],
    ['right-to-left override', 'ad\u202emin', 'admin'],
    ['variation selector', 'ad\ufe0fmin', 'admin'],
    ['soft hyphen', 'ad\u00admin', 'admin'],
    ['circled letter', 'ⓐdmin', 'admin'],
    ['modifier letter', 'ᴬdmin', 'admin'],
    ['dotless i', 'admın', 'admin'],
    ['I with dot above', 'ADMİN', 'admin'],
    ['Cyrillic a', 'аdmin', 'admin'],
    ['emoji', '😀', '😁'],
    ['stroked l', 'ł', 'l'],
    ['stroked o', 'ø', 'o'],
    ['sharp s', 'straße', 'strasse'],
    ['ligature', 'ﬁn', 'fin'],
    ['superscript', 'a²', 'a2'],
    ['empty', '', ' '],
  ])('is different: %s', (_, left, right) => {
    expect(foldKey(left)).not.toBe(foldKey(right));
  });

  it('is the same for a text, its normal forms, and its own key', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const key = foldKey(text);
        expect(foldKey(text.normalize('NFC'))).toBe(key);
        expect(foldKey(text.normalize('NFD'))).toBe(key);
        expect(foldKey(key ?? '')).toBe(key);
      }),
    );
  });

  it('is its own key for every character there is', () => {
    const moving: string[] = [];
    for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
      if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
      const key = foldKey(String.fromCodePoint(codePoint)) ?? '';
      if (foldKey(key) !== key) moving.push(codePoint.toString(16));
    }
    expect(moving).toEqual([]);
  });

  it('maps exactly the width forms that Unicode has', () => {
    for (let code = 0xff01; code <= 0xffef; code += 1) {
      const character = String.fromCharCode(code);
      const compatible = character.normalize('NFKC');
      if (compatible === character) expect(foldKey(character)).toBe(character);
      else expect(foldKey(character)?.normalize('NFKC')).toBe(compatible.toLowerCase());
    }
  });
});

describe('valueKey of a caseExact: true text, a reference, an id', () => {
  it.each([
    ['caseExact keeps case', externalId, 'AbC', 'AbC'],
    ['caseExact is NFC', externalId, 'e\u0301', '\u00e9'],
    ['caseExact keeps width', externalId, 'ａ', 'ａ'],
    ['a reference stays as it is', ofType('reference'), 'e\u0301', 'e\u0301'],
    ['an id stays as it is', defineAttribute('id', 'id', { caseExact: true }), '\u212a', '\u212a'],
    ['binary stays as it is', ofType('binary'), 'QUJD', 'QUJD'],
    ['true', ofType('boolean'), true, '1'],
    ['false', ofType('boolean'), false, '0'],
  ])('%s', (_, definition, value, key) => {
    expect(valueKey(definition, value)).toBe(key);
  });
});

describe('valueKey of a dateTime', () => {
  it.each([
    ['2011-05-13T04:42:34Z', '2011-05-13T04:42:34.000000000Z'],
    ['2011-05-13t04:42:34z', '2011-05-13T04:42:34.000000000Z'],
    ['2011-05-13T06:42:34+02:00', '2011-05-13T04:42:34.000000000Z'],
    ['2011-05-12T23:12:34-05:30', '2011-05-13T04:42:34.000000000Z'],
    ['2011-05-13T04:42:34', '2011-05-13T04:42:34.000000000Z'],
    ['2011-05-13T04:42:34.0Z', '2011-05-13T04:42:34.000000000Z'],
    ['2011-05-13T04:42:34.1234567891Z', '2011-05-13T04:42:34.123456789Z'],
    ['2011-05-13T24:00:00Z', '2011-05-14T00:00:00.000000000Z'],
    ['2011-12-31T24:00:00.000Z', '2012-01-01T00:00:00.000000000Z'],
    ['2012-02-29T00:00:00Z', '2012-02-29T00:00:00.000000000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000000000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000000Z'],
    ['0099-12-31T00:00:00Z', '0099-12-31T00:00:00.000000000Z'],
    ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999999999Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:60.000000000Z'],
    ['2017-01-01T00:59:60.5+01:00', '2016-12-31T23:59:60.500000000Z'],
  ])('%s is %s', (text, key) => {
    expect(valueKey(ofType('dateTime'), text)).toBe(key);
  });

  it.each([
    '',
    'Z',
    '2011',
    '2011-05-13',
    '2011-05-13T',
    '2011-05-13T04:42Z',
    '2011-05-13 04:42:34Z',
    '2011-05-13T04:42:34.Z',
    '2011-05-13T04:42:34,5Z',
    '2011-05-13T04:42:34.5.5Z',
    '2011-05-13T04:42:34ZZ',
    '2011-05-13T04:42:34Z ',
    ' 2011-05-13T04:42:34Z',
    '2011-05-13T04:42:34+0200',
    '2011-05-13T04:42:34+02',
    '2011-05-13T04:42:34+02:00Z',
    '2011-05-13T04:42:34+24:00',
    '2011-05-13T04:42:34+02:60',
    '2011-05-13T04:42:34*02:00',
    '2011-5-13T04:42:34Z',
    '11-05-13T04:42:34Z',
    '12011-05-13T04:42:34Z',
    '-2011-05-13T04:42:34Z',
    '+2011-05-13T04:42:34Z',
    '2011/05/13T04:42:34Z',
    '2011-00-13T04:42:34Z',
    '2011-13-13T04:42:34Z',
    '2011-05-00T04:42:34Z',
    '2011-05-32T04:42:34Z',
    '2011-04-31T04:42:34Z',
    '2011-02-29T04:42:34Z',
    '1900-02-29T04:42:34Z',
    '2011-05-13T25:00:00Z',
    '2011-05-13T24:00:01Z',
    '2011-05-13T24:01:00Z',
    '2011-05-13T24:00:00.1Z',
    '2011-05-13T04:60:34Z',
    '2011-05-13T04:42:61Z',
    '2011-05-13T04:42:60Z',
    '2011-05-13T23:59:60+01:00',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '9999-12-31T24:00:00Z',
    '2026-13-40T99',
    '9999-12-31T23:59:59+99:99',
    '٢٠١١-05-13T04:42:34Z',
    'yesterday',
    '1305261754',
  ])('%j is none', (text) => {
    expect(valueKey(ofType('dateTime'), text)).toBeUndefined();
  });

  it('sorts as time does', () => {
    const instants = fc.date({ noInvalidDate: true, min: new Date('0001-01-02'), max: new Date('9999-12-30') });
    fc.assert(
      fc.property(instants, instants, (left, right) => {
        const [a, b] = [left, right].map((date) => valueKey(ofType('dateTime'), date.toISOString()) ?? '');
        expect(Math.sign(compareKeys(a ?? '', b ?? ''))).toBe(Math.sign(left.getTime() - right.getTime()));
      }),
    );
  });
});

describe('valueKey of a number', () => {
  it('sorts as numbers do', () => {
    const ascending = [-1e308, -9007199254740991, -10, -2, -1.5, -1, -5e-324, 0, 5e-324, 0.1, 1, 1.5, 2, 10, 1e308];
    const keys = ascending.map((value) => valueKey(ofType('decimal'), value) ?? '');
    expect([...keys].sort(compareKeys)).toEqual(keys);
    expect(new Set(keys).size).toBe(ascending.length);
    expect(new Set(keys.map((key) => key.length))).toEqual(new Set([16]));
  });

  it('sorts any two as numbers do', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, finite, (left, right) => {
        const order = compareKeys(valueKey(ofType('decimal'), left) ?? '', valueKey(ofType('decimal'), right) ?? '');
        expect(Math.sign(order)).toBe(left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });

  it('knows one zero', () => {
    expect(valueKey(ofType('integer'), -0)).toBe(valueKey(ofType('integer'), 0));
  });
});

describe('valueKey of what is not of the type', () => {
  it.each<[AttributeType, string | number | boolean]>([
    ['string', 1],
    ['string', true],
    ['string', '\ud800'],
    ['string', 'a\udc00'],
    ['reference', 1],
    ['reference', '\ud800'],
    ['binary', false],
    ['boolean', 'true'],
    ['boolean', 1],
    ['integer', '1'],
    ['integer', 1.5],
    ['integer', 2 ** 53],
    ['integer', Number.NaN],
    ['integer', true],
    ['decimal', '1'],
    ['decimal', Number.POSITIVE_INFINITY],
    ['decimal', Number.NaN],
    ['dateTime', 0],
    ['complex', 'x'],
  ])('%s %p has none', (type, value) => {
    expect(valueKey(ofType(type), value)).toBeUndefined();
  });
});

describe('compareKeys', () => {
  it('is the order of UTF-8 bytes', () => {
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareKeys(left, right))).toBe(bytes);
      }),
    );
  });

  it('puts an emoji behind U+FF5E, unlike <', () => {
    expect(compareKeys('\u{1f600}', '\uff5e')).toBeGreaterThan(0);
  });
});

describe('hasForbiddenNameCharacters', () => {
  it.each([
    '',
    'bob@example.com',
    'Ægir Ødegård',
    '李 雷',
    'ａｄｍｉｎ',
    'o’hara',
    'a\u0301',
    '😀',
    'محمد',
    'a+b=c!#$%&*/?^_`{|}~',
    'a b',
    'a\u3000b',
    '\u2801',
    '\ufffd',
    '\u{1d172}',
    '\ue000',
  ])('accepts %j', (name) => {
    expect(hasForbiddenNameCharacters(name)).toBe(false);
  });

  it.each([
    0x00, 0x01, 0x09, 0x0a, 0x0d, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9f, 0xad, 0x034f, 0x061c, 0x115f, 0x180e, 0x200b,
    0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2063, 0x2066, 0x2069, 0x3164, 0xd800,
    0xdfff, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffb, 0xe0001, 0xe0041, 0xe0100, 0x1160, 0x17b4, 0x180b, 0x180f,
    0x2065, 0x206f, 0x2800, 0x1bca0, 0x1bca3, 0x1d173, 0x1d17a, 0xfff0, 0xfff8, 0xe0fff, 0xfdd0, 0xfdef, 0xfffe, 0xffff,
    0x1fffe, 0x1ffff, 0x10fffe, 0x10ffff,
  ])('refuses U+%#X', (codePoint) => {
    expect(hasForbiddenNameCharacters(`ad${String.fromCodePoint(codePoint)}min`)).toBe(true);
  });
});

describe('isUnicodeText', () => {
  it.each(['', 'a', 'é', '😀', '\uffff'])('accepts %j', (text) => expect(isUnicodeText(text)).toBe(true));
  it.each(['\ud800', 'a\udc00b', '\udc00\ud800', '😀\ud83d'])('refuses %j', (text) =>
    expect(isUnicodeText(text)).toBe(false),
  );
});
