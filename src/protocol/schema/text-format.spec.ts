import { type TextFormat, wantedFormat } from './text-format.js';

describe('19: country, locale, preferredLanguage and timezone (RFC 7643 §4.1)', () => {
  it.each<[TextFormat, string]>([
    ['country', 'US'],
    ['country', 'DE'],
    ['languageTag', 'en'],
    ['languageTag', 'en-US'],
    ['languageTag', 'zh-Hant-TW'],
    ['languageTag', 'x-klingon'],
    ['languageRanges', 'en-US'],
    ['languageRanges', 'da, en-gb;q=0.8, en;q=0.7, *;q=0.1'],
    ['timeZone', 'America/Los_Angeles'],
    ['timeZone', 'America/Argentina/Buenos_Aires'],
    ['timeZone', 'Etc/GMT+5'],
    ['timeZone', 'UTC'],
  ])('%s: %s', (format, text) => expect(wantedFormat(format, text)).toBeUndefined());

  it.each<[TextFormat, string]>([
    ['country', 'USA'],
    ['country', 'us'],
    ['country', 'Germany'],
    ['country', 'U'],
    ['country', 'US '],
    ['languageTag', 'en_US'],
    ['languageTag', 'English (US)'],
    ['languageTag', 'en-'],
    ['languageTag', '-en'],
    ['languageTag', 'en-US, de'],
    ['languageRanges', 'en_US'],
    ['languageRanges', 'en;'],
    ['languageRanges', 'en,,de'],
    ['languageRanges', 'en;q=2'],
    ['timeZone', 'Pacific Standard Time'],
    ['timeZone', '+01:00'],
    ['timeZone', 'Europe//Berlin'],
    ['timeZone', '/Europe'],
    ['timeZone', 'A/B/C/D'],
  ])('%s is not: %s', (format, text) => expect(wantedFormat(format, text)).toMatch(/such as/));

  it('takes no longer for hostile texts', () => {
    const started = performance.now();
    for (const format of ['country', 'languageTag', 'languageRanges', 'timeZone'] as const)
      for (const text of ['a-'.repeat(4_000), 'a,'.repeat(4_000), 'a/'.repeat(4_000), `${'a'.repeat(8_000)}!`])
        wantedFormat(format, text);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
