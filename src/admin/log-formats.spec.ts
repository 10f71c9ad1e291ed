import { sampleEvent } from '../../test/contract/sample-event.js';
import { writeLog } from './log-formats.js';

const SENTENCE = 5;

/** The cell of the sentence as CSV has it; the sample's other cells before it hold no comma. */
function cellOf(displayMessage: string): string {
  const text = [...writeLog([sampleEvent(displayMessage)], 'text/csv')][1] ?? '';
  return text
    .split(',')
    .slice(SENTENCE)
    .join(',')
    .replace(/,system,SystemPrincipal,.*\r\n$/s, '');
}

describe('writeLog', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['a, b', '"a, b"'],
    ['say "x"', '"say ""x"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['\n=1', '"\'\n=1"'],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['  =1', "'  =1"],
    ['\u00a0=1', "'\u00a0=1"],
    ['\u200b=1', "'\u200b=1"],
    ['\u0000=1', "'\u0000=1"],
    ['\v@x', "'\v@x"],
    ['"=1', '"\'""=1"'],
    ["'=1", "''=1"],
    ['" \t"-1', '"\'"" \t""-1"'],
    ['\uff1d1', "'\uff1d1"],
    ['\uff20x', "'\uff20x"],
    ['\ttext', "'\ttext"],
    ['a=1', 'a=1'],
    ['a\t=1', 'a\t=1'],
    [' a-1', ' a-1'],
    ["O'Neil", "O'Neil"],
  ])('%j becomes %j', (value, cell) => expect(cellOf(value)).toBe(cell));

  it('has as many cells in each record as in the head', () => {
    const [head = '', record = ''] = writeLog([sampleEvent('x')], 'text/csv');
    expect(record.split(',')).toHaveLength(head.split(',').length);
    expect([head.endsWith('\r\n'), record.endsWith('\r\n')]).toEqual([true, true]);
  });

  it('is empty, or a head alone, without events', () => {
    expect([...writeLog([], 'application/x-ndjson')]).toEqual([]);
    expect([...writeLog([], 'text/csv')]).toHaveLength(1);
  });
});
