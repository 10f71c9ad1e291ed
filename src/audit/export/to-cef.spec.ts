import { sampleEvent } from '../../../test/contract/sample-event.js';
import { HOSTILE_TEXTS } from '../../../test/support/hostile-texts.js';
import type { LogEvent } from '../log-event.js';
import { toCef } from './to-cef.js';

const CONTEXT = { tenant: 'acme', host: 'rollbook.example' };

/** A reader that knows the rules and nothing of the writer. */
function readCef(line: string): {
  readonly head: readonly string[];
  readonly extension: Readonly<Record<string, string>>;
} {
  const head: string[] = [''];
  let at = 0;
  for (; head.length < 8; at += 1) {
    const character = line[at];
    if (character === undefined) throw new Error('the header has too few fields');
    if (character === '\\') head[head.length - 1] += line[(at += 1)] ?? '';
    else if (character === '|') head.push('');
    else head[head.length - 1] += character;
  }
  const pairs = [...line.slice(at).matchAll(/(?:^| )([A-Za-z0-9]+)=((?:\\.|[^\\=])*?)(?= [A-Za-z0-9]+=|$)/gsu)];
  const unescaped = (value: string): string => value.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
  return {
    head: head.slice(0, 7),
    extension: Object.fromEntries(pairs.map(([, k = '', v = '']) => [k, unescaped(v)])),
  };
}

const said = (text: string, more: Partial<LogEvent> = {}): LogEvent => ({
  ...sampleEvent(text, '2026-11-21T20:00:00.500Z'),
  outcome: { result: 'FAILURE', reason: text },
  ...more,
});

describe('toCef', () => {
  it.each([
    ['a|b', 'a\\|b'],
    ['a\\b', 'a\\\\b'],
    ['a=b', 'a=b'],
    ['a\nb', 'a b'],
    ['a\r\nb', 'a b'],
    ['a\u001b[1mb', 'a\ufffd[1mb'],
    ['\\|', '\\\\\\|'],
  ])('in the header %j is %j', (text, written) => {
    expect(toCef(sampleEvent(text), CONTEXT)).toContain(`|test.event|${written}|3|`);
  });

  it.each([
    ['a|b', 'a|b'],
    ['a\\b', 'a\\\\b'],
    ['a=b', 'a\\=b'],
    ['a\nb', 'a\\nb'],
    ['a\r\nb', 'a\\nb'],
    ['a\rb', 'a\\nb'],
    ['\\n', '\\\\n'],
    ['a\u202eb', 'a\ufffdb'],
  ])('in the extension %j is %j', (text, written) => {
    expect(toCef(said(text), CONTEXT)).toContain(` reason=${written} msg=${written} suid=system `);
  });

  it.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
    '%s forges no field for a reader that knows the rules',
    (_, text) => {
      const { head, extension } = readCef(toCef(said(text), CONTEXT));
      expect(head).toEqual(['CEF:0', 'Rollbook', 'Rollbook', '0.1.0', 'test.event', expect.any(String), '3']);
      expect(Object.keys(extension).sort()).toEqual(Object.keys(readCef(toCef(said('x'), CONTEXT)).extension).sort());
      expect(extension).toMatchObject({ outcome: 'FAILURE', suser: 'Test', cs1: 'acme' });
      if (!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) && text.length < 4_000) expect(extension.reason).toBe(text);
    },
  );

  it('has what a SIEM looks for', () => {
    const event = said('no', {
      severity: 'ERROR',
      client: { ...sampleEvent().client, ipAddress: '192.0.2.7' },
      target: [{ id: 'u1', type: 'User', alternateId: 'jane@x.io', displayName: 'Jane', detailEntry: null }],
      changes: [{ path: 'title', from: null, to: 'CEO' }],
      debugContext: { debugData: { status: 409, method: 'POST', requestUri: '/scim', appname: 'okta' } },
    });
    expect(readCef(toCef(event, CONTEXT)).extension).toMatchObject({
      ...{ rt: String(Date.parse(event.published)), externalId: event.uuid, src: '192.0.2.7', duid: 'u1' },
      ...{ duser: 'jane@x.io', cs2Label: 'connector', cs2: 'okta', cs6: 'title', cn1Label: 'status', cn1: '409' },
    });
    const v6 = said('no', { client: { ...sampleEvent().client, ipAddress: '2001:db8::1' } });
    expect(readCef(toCef(v6, CONTEXT)).extension).toMatchObject({ c6a2: '2001:db8::1' });
    expect(readCef(toCef(v6, CONTEXT)).extension).not.toHaveProperty('src');
  });
});
