import { parseExposition, valueOf } from '../../test/support/exposition.js';
import { joinPages } from './join-pages.js';

const UP = ['# HELP rollbook_metric_source_up Up.', '# TYPE rollbook_metric_source_up gauge'];
const pageOf = (...lines: readonly string[]): string =>
  [...lines, '', ...UP, 'rollbook_metric_source_up{source="log"} 1', ''].join('\n');
const COUNTER = ['# HELP calls_total Calls.\\nAll.', '# TYPE calls_total counter'];

it('says of each sample whose it is, and keeps a family together', () => {
  const families = parseExposition(
    joinPages([
      { worker: 1, text: pageOf(...COUNTER, 'calls_total 3') },
      { worker: 3, text: pageOf(...COUNTER, 'calls_total 4', '', '# HELP lag Lag.', '# TYPE lag gauge', 'lag 0.5') },
    ]),
  );
  expect([...families.keys()]).toEqual(['rollbook_metric_source_up', 'calls_total', 'lag']);
  expect(families.get('calls_total')).toMatchObject({ type: 'counter', help: 'Calls.\\nAll.' });
  expect(valueOf(families, 'calls_total', { worker: '1' })).toBe(3);
  expect(valueOf(families, 'calls_total', { worker: '3' })).toBe(4);
  expect(valueOf(families, 'lag', { worker: '3' })).toBe(0.5);
});

it.each([
  ['calls_total 3', 'calls_total{worker="2"} 3'],
  ['calls_total{a="b"} 3', 'calls_total{worker="2",a="b"} 3'],
  ['calls_total{a="b} 1",c="{"} 3e-7', 'calls_total{worker="2",a="b} 1",c="{"} 3e-7'],
  ['calls_total{a="say \\"# HELP x\\""} +Inf', 'calls_total{worker="2",a="say \\"# HELP x\\""} +Inf'],
  ['calls_total{a=" x y"} NaN', 'calls_total{worker="2",a=" x y"} NaN'],
])('%s becomes %s', (line, expected) => {
  expect(joinPages([{ worker: 2, text: pageOf(...COUNTER, line) }]).split('\n')).toContain(expected);
});

it('tells which worker did not answer', () => {
  const text = joinPages([{ worker: 1, text: pageOf(...COUNTER, 'calls_total 3') }, { worker: 2 }]);
  const families = parseExposition(text);
  const upOf = (worker: string) => valueOf(families, 'rollbook_metric_source_up', { worker, source: 'worker' });
  expect([upOf('1'), upOf('2')]).toEqual([1, 0]);
  expect(valueOf(families, 'rollbook_metric_source_up', { worker: '1', source: 'log' })).toBe(1);
});

it('is a whole page where none of them answered', () => {
  const families = parseExposition(joinPages([{ worker: 1 }, { worker: 2 }]));
  expect(families.get('rollbook_metric_source_up')?.samples.map(({ value }) => value)).toEqual([0, 0]);
});
