import { isCommonPassword } from './password-blocklist.js';
import { DEFAULT_PASSWORD_POLICY } from './password-policy.js';
import { brokenPasswordRules } from './password-rules.js';
import type { PasswordPolicy } from './password-store.js';

const NO_RULES: PasswordPolicy = {
  ...{ minLength: 6, maxLength: 64, requireUppercase: false, requireLowercase: false, requireDigit: false },
  ...{ requireSpecial: false, forbidUserName: false, forbidCommon: false },
};
const STRICT: PasswordPolicy = {
  ...{ minLength: 12, maxLength: 64, requireUppercase: true, requireLowercase: true, requireDigit: true },
  ...{ requireSpecial: true, forbidUserName: true, forbidCommon: true },
};
const CRAB = '\u{1F980}';
const SHORT = /at least \d+ characters/;
const LONG = /at most \d+ characters/;
const CONTROL = /control characters/;
const NAME = /userName/;
const COMMON = /most common/;

describe('brokenPasswordRules', () => {
  it.each<[string, Partial<PasswordPolicy>, string, string?]>([
    ['Okta’s placeholder under the default', DEFAULT_PASSWORD_POLICY, '1mz050nq'],
    ['a sentence', {}, 'a quiet harbour at noon'],
    ['as long as it must be', { minLength: 8 }, 'xkcd9362'],
    ['as long as it may be', {}, 'a'.repeat(64)],
    ['as long as it may be, of two units each', {}, CRAB.repeat(64)],
    ['as long as it may be once it is NFC', {}, 'e\u0301'.repeat(64)],
    ['everything at once', STRICT, 'Tr0ub4dor&3x'],
    ['everything at once, in other scripts', STRICT, 'Жабаша४।abcd'],
    ['spaces', {}, '        '],
    ['the userName where that is allowed', {}, 'jane.doe@x.io', 'jane.doe@x.io'],
    ['a part of a short name', { forbidUserName: true }, 'jojoba oil', 'jo@x.io'],
    ['a common one where that is allowed', {}, 'password'],
    ['one that holds a common one', { forbidCommon: true }, 'my password is long'],
  ])('accepts %s', (_, policy, password, ...[userName]) =>
    expect(brokenPasswordRules({ ...NO_RULES, ...policy }, password, userName)).toEqual([]),
  );

  it.each<[string, Partial<PasswordPolicy>, string, readonly RegExp[], string?]>([
    ['nothing', {}, '', [CONTROL]],
    ['one character too few', { minLength: 8 }, 'xkcd936', [SHORT]],
    ['too few, though it is as many units', {}, CRAB.repeat(5), [SHORT]],
    ['too few once it is NFC', {}, 'e\u0301'.repeat(5), [SHORT]],
    ['one character too many', {}, 'a'.repeat(65), [LONG]],
    ['one character too many, of two units each', {}, CRAB.repeat(65), [LONG]],
    ['a megabyte', {}, 'a'.repeat(1_000_000), [LONG]],
    ['a NUL', {}, 'abcdef\0ghi', [CONTROL]],
    ['a line break', {}, 'abcdef\nghi', [CONTROL]],
    ['a tab', {}, 'abcdef\tghi', [CONTROL]],
    ['a C1 control', {}, 'abcdef\u0085ghi', [CONTROL]],
    ['half a surrogate pair', {}, 'abcdef\ud83e', [CONTROL]],
    ['no upper case', { requireUppercase: true }, 'abcdef', [/upper-case/]],
    ['no upper case but a title case', { requireUppercase: true }, 'abcdeǅ', [/upper-case/]],
    ['no lower case', { requireLowercase: true }, 'ABCDEF', [/lower-case/]],
    ['no digit', { requireDigit: true }, 'abcdef½', [/digit/]],
    ['no special one', { requireSpecial: true }, 'abcDEF123', [/punctuation/]],
    ['no special one but a space', { requireSpecial: true }, 'abc DEF 123', [/punctuation/]],
    ['the userName', { forbidUserName: true }, 'jane.doe@x.io', [NAME], 'jane.doe@x.io'],
    ['the userName in capitals', { forbidUserName: true }, 'xJANE.DOE@X.IOx', [NAME], 'jane.doe@x.io'],
    ['the userName in full width', { forbidUserName: true }, 'ｊａｎｅ.doe1', [NAME], 'jane.doe@x.io'],
    ['what is before the @', { forbidUserName: true }, '2026-jane.doe', [NAME], 'Jane.Doe@x.io'],
    ['a short name', { minLength: 6, forbidUserName: true }, 'jo@x.y', [NAME], 'jo@x.y'],
    ['a common one', { forbidCommon: true }, 'password', [COMMON]],
    ['a common one in capitals', { forbidCommon: true }, 'PassWord123', [COMMON]],
    ['a common one in full width', { forbidCommon: true }, 'ｐａｓｓｗｏｒｄ', [COMMON]],
    ['everything at once', STRICT, 'passw', [SHORT, /upper-case/, /digit/, /punctuation/]],
    [
      'the rest too',
      { ...STRICT, minLength: 6 },
      'QWERTY',
      [/lower-case/, /digit/, /punctuation/, NAME, COMMON],
      'qwerty',
    ],
  ])('refuses %s', (_, policy, password, rules, ...[userName]) => {
    const broken = brokenPasswordRules({ ...NO_RULES, ...policy }, password, userName);
    expect(broken).toEqual(rules.map((rule) => expect.stringMatching(rule) as string));
  });
});

describe('isCommonPassword', () => {
  it.each(['123456', '12345678', 'qwerty123', 'iloveyou', 'Welcome1', 'P@ssw0rd', 'letmein', 'changeme'])(
    'knows %s',
    (it) => expect(isCommonPassword(it)).toBe(true),
  );
  it.each(['', ' ', '1mz050nq', 'a quiet harbour at noon', 'constructor', '__proto__'])('does not know "%s"', (it) =>
    expect(isCommonPassword(it)).toBe(false),
  );
});
