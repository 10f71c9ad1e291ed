import { matchesTag, versionTag } from './etag.js';

test('a version becomes a weak tag', () => {
  expect(versionTag(17)).toBe('W/"17"');
});

describe('matchesTag: opaque parts, weak and strong alike', () => {
  it.each(['W/"5"', '"5"', 'w/"5"', '*', ' * ', '"4", W/"5"', 'W/"4",W/"5"', '"a,b", "5"'])(
    '%s names version 5',
    (header) => {
      expect(matchesTag(header, versionTag(5))).toBe(true);
    },
  );

  it.each(['', '5', 'W/5', '"55"', '"05"', 'W/"5', '"4"', '"4", "6"', '"x,5"', '"*"', '**', 'W/""', '"5 "'])(
    '%s does not',
    (header) => {
      expect(matchesTag(header, versionTag(5))).toBe(false);
    },
  );
});
