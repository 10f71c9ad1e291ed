import { shownText } from './shown-text.js';

test.each([
  ['as it is', 'jane@example.com', 'jane@example.com'],
  ['with the marks of its language', 'Žofie Müller 李', 'Žofie Müller 李'],
  ['up to the limit', 'a'.repeat(20), 'a'.repeat(20)],
  ['cut behind the limit', 'a'.repeat(21), `${'a'.repeat(20)}…`],
  ['without half a character at the cut', `${'a'.repeat(19)}😀b`, `${'a'.repeat(19)}\ufffd…`],
  ['without half a character within', 'a\ud800b', 'a\ufffdb'],
  ['on one line', 'a\r\nb\u2028c\u0085d', 'a\ufffd\ufffdb\ufffdc\ufffdd'],
  ['without commands to a terminal', '\u001b[31mred\0', '\ufffd[31mred\ufffd'],
  ['in the direction it has', 'a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
  ['without what shows as nothing', 'a\u200bb\ufeffc', 'a\ufffdb\ufffdc'],
])('a text is shown %s', (_, text, shown) => expect(shownText(text, 20)).toBe(shown));
