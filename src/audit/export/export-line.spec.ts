import { sampleEvent } from '../../../test/contract/sample-event.js';
import { HOSTILE_TEXTS } from '../../../test/support/hostile-texts.js';
import type { LogEvent } from '../log-event.js';
import { exportLine, LINE_FORMATS } from './export-line.js';

const CONTEXT = { tenant: 'acme', host: 'rollbook.example' };
/** What ends a line or is obeyed; only the mark at the beginning of a syslog text may be there. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** The text wherever an event can have one. */
function everywhere(text: string): LogEvent {
  const sample = sampleEvent(text);
  const named = { id: text, alternateId: text, displayName: text, detailEntry: null };
  return {
    ...sample,
    actor: { ...named, type: 'PublicClientApp' },
    target: [
      { ...named, type: 'User' },
      { ...named, type: 'AppInstance' },
    ],
    client: { ...sample.client, userAgent: { rawUserAgent: text, os: null, browser: null }, ipAddress: '192.0.2.1' },
    outcome: { result: 'FAILURE', reason: text },
    transaction: { type: 'WEB', id: text, detail: { requestApiTokenId: text } },
    debugContext: {
      debugData: { method: 'GET', requestUri: text, status: 400, scimType: text, appname: text, [text]: text },
    },
    changes: [{ path: text, from: text, to: { [text]: [text] } }],
  };
}

describe.each(LINE_FORMATS)('%s', (format) => {
  it.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text).slice(0, 60), text]))('%s stays on one line', (_, text) => {
    const line = exportLine(everywhere(text), format, CONTEXT);
    expect(line.replace(' \ufeff', ' ')).not.toMatch(OBEYED);
    expect(Buffer.from(line).toString()).toBe(line);
  });

  it('says whose event it is and which', () => {
    const event = sampleEvent('Okta created the user jane@x.io');
    const line = exportLine(event, format, CONTEXT);
    for (const part of [event.uuid, 'acme', 'test.event', 'Okta created the user jane@x.io'])
      expect(line).toContain(part);
  });
});

describe('ndjson', () => {
  it.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
    '%s is read back as it was',
    (_, text) => {
      const event = everywhere(text);
      expect(JSON.parse(exportLine(event, 'ndjson', CONTEXT))).toEqual({ tenant: 'acme', ...event });
    },
  );
});
