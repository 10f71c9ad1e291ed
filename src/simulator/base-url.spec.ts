import { notesOnBaseUrl, parseBaseUrl } from './base-url.js';

it.each(['https://scim.example.com/scim/acme/okta/v2', 'http://localhost:3000/scim/v2/', 'http://[::1]:3000/'])(
  'takes %s',
  (text) => {
    expect(parseBaseUrl(text).href).toBe(text);
  },
);

it.each([
  ['', /whole address/],
  ['scim.example.com/v2', /whole address/],
  ['localhost:3000/v2', /whole address/],
  ['/scim/v2', /whole address/],
  ['ftp://example.com/', /whole address/],
  ['file:///etc/passwd', /whole address/],
  ['https://user:password@example.com/', /user name or password/],
  ['https://user@example.com/', /user name or password/],
  ['https://example.com/?token=x', /"\?" and "#"/],
  ['https://example.com/v2#x', /"\?" and "#"/],
])('refuses "%s" in words', (text, words) => {
  expect(() => parseBaseUrl(text)).toThrow(words);
});

it.each([
  ['https://example.com/scim/v2', []],
  ['http://example.com/scim/v2', [/https/]],
  ['https://example.com/scim_v2', [/underscore/]],
  [`https://example.com/${'a'.repeat(1024)}`, [/1024/]],
])('notes what Okta would refuse of %.40s', (text, words) => {
  const notes = notesOnBaseUrl(new URL(text));
  expect(notes).toHaveLength(words.length);
  words.forEach((word, index) => expect(notes[index]).toMatch(word));
});
