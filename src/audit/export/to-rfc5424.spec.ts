import { sampleEvent } from '../../../test/contract/sample-event.js';
import { HOSTILE_TEXTS } from '../../../test/support/hostile-texts.js';
import type { LogEvent } from '../log-event.js';
import { toRfc5424 } from './to-rfc5424.js';

const CONTEXT = { tenant: 'acme', host: 'rollbook.example' };

/** The grammar of RFC 5424 §6, as far as it is used. */
const MESSAGE =
  /^<(\d{1,3})>1 (\S+) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) \[(\S+)((?: [\x21-\x3c\x3e-\x5c\x5e-\x7e]+="(?:\\["\\\]]|[^"\\\]])*")*)\] \ufeff(.*)$/su;

function read(line: string) {
  const found = MESSAGE.exec(line);
  if (found === null) throw new Error(`not a message of RFC 5424: ${line.slice(0, 200)}`);
  const [, pri, time, host, app, process, id, sdId, data = '', text] = found;
  const parameters = [...data.matchAll(/ ([^=]+)="((?:\\["\\\]]|[^"\\\]])*)"/gs)].map(
    ([, name = '', value = '']) => [name, value.replace(/\\(["\\\]])/g, '$1')] as const,
  );
  return { head: [pri, time, host, app, process, id, sdId], data: Object.fromEntries(parameters), text };
}

const said = (text: string, more: Partial<LogEvent> = {}): LogEvent => ({
  ...sampleEvent(text, '2026-11-21T20:00:00.500Z'),
  outcome: { result: 'FAILURE', reason: text },
  ...more,
});

describe('toRfc5424', () => {
  it.each<[LogEvent['severity'], string]>([
    ['DEBUG', '111'],
    ['INFO', '110'],
    ['WARN', '108'],
    ['ERROR', '107'],
  ])('%s has PRI %s', (severity, pri) =>
    expect(read(toRfc5424(said('x', { severity }), CONTEXT)).head).toEqual([
      ...[pri, '2026-11-21T20:00:00.500Z', 'rollbook.example', 'rollbook', '-', 'test.event', 'rollbook@32473'],
    ]),
  );

  it.each([
    ['application.provision.group_push.updated', 'provision.group_push.updated'],
    ['application.provision.integration.call_api', 'provision.integration.call_api'],
    ['a'.repeat(40), 'a'.repeat(32)],
    ['with space\n', 'withspace'],
    ['é', '-'],
    ['', '-'],
  ])('the event type %j has MSGID %j', (eventType, id) =>
    expect(read(toRfc5424(said('x', { eventType }), CONTEXT)).head[5]).toBe(id),
  );

  it.each([
    ['', '-'],
    ['höst name', 'hstname'],
    ['h'.repeat(300), 'h'.repeat(255)],
  ])('the host %j has HOSTNAME %j', (host, name) =>
    expect(read(toRfc5424(said('x'), { ...CONTEXT, host })).head[2]).toBe(name),
  );

  it.each([
    ['a"b', 'a\\"b'],
    ['a]b', 'a\\]b'],
    ['a\\b', 'a\\\\b'],
    ['a[b', 'a[b'],
    ['a=b', 'a=b'],
    ['a\nb', 'a\ufffdb'],
    ['José', 'José'],
  ])('in a parameter %j is %j', (text, written) =>
    expect(toRfc5424(said(text), CONTEXT)).toContain(` reason="${written}" `),
  );

  it.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
    '%s forges nothing for a reader that knows the grammar',
    (_, text) => {
      const { data, head } = read(toRfc5424(said(text), CONTEXT));
      expect(head.slice(2)).toEqual(['rollbook.example', 'rollbook', '-', 'test.event', 'rollbook@32473']);
      expect(Object.keys(data)).toEqual(Object.keys(read(toRfc5424(said('x'), CONTEXT)).data));
      expect(data).toMatchObject({ result: 'FAILURE', tenant: 'acme', actorId: 'system' });
      if (!/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text) && text.length < 4_000) expect(data.reason).toBe(text);
    },
  );
});
