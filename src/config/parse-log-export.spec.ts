import { parseLogExport } from './parse-log-export.js';

describe('parseLogExport', () => {
  it.each([
    ['', []],
    [
      'file:/var/log/rollbook.ndjson',
      [
        {
          name: 'file:/var/log/rollbook.ndjson',
          format: 'ndjson',
          to: { kind: 'file', path: '/var/log/rollbook.ndjson' },
        },
      ],
    ],
    ['file:///a%20b?format=ocsf', [{ name: 'file:///a%20b', format: 'ocsf', to: { kind: 'file', path: '/a b' } }]],
    [
      ' tcp://siem.example:6514  tcp://[::1]:514?format=cef ',
      [
        { name: 'tcp://siem.example:6514', format: 'rfc5424', to: { kind: 'tcp', host: 'siem.example', port: 6514 } },
        { name: 'tcp://[::1]:514', format: 'cef', to: { kind: 'tcp', host: '::1', port: 514 } },
      ],
    ],
  ])('%j', (text, targets) => expect(parseLogExport(text)).toEqual(targets));

  it.each([
    'rollbook.log',
    '/var/log/rollbook.log',
    'file:rollbook.log',
    'file:./rollbook.log',
    'file://host/rollbook.log',
    'file:/var/log/',
    'file:/a%zz',
    'file:/a?format=csv',
    'file:/a?format=',
    'file:/a?format=cef&format=ocsf',
    'file:/a?size=5',
    'file:/a#b',
    'tcp://host',
    'tcp://host:0',
    'tcp://host:65536',
    'tcp://host:514/path',
    'tcp://user:secret@host:514',
    'tcp://:514',
    'udp://host:514',
    'https://host:514',
    'file:/a file:/a?format=cef',
    'file:/a tcp://host',
    `file:/${'a'.repeat(300)}`,
  ])('%s is refused in words that do not repeat it', (text) => {
    const parsed = parseLogExport(text);
    expect(parsed).toEqual({ problem: expect.stringMatching(/; expected /) as unknown });
    expect(JSON.stringify(parsed)).not.toContain('secret');
  });
});
