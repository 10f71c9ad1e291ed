import { parseExposition, valueOf } from './exposition.js';

const head = (type: string): string => `# HELP x_total Help.\n# TYPE x_total ${type}\n`;

it('reads what is right', () => {
  const families = parseExposition(`${head('counter')}x_total{a="q\\"\\\\\\n",b="2"} 3\nx_total{a="1",b="2"} 4.5e+2\n`);
  expect(families.get('x_total')?.samples).toEqual([
    { name: 'x_total', labels: { a: 'q"\\\n', b: '2' }, value: 3 },
    { name: 'x_total', labels: { a: '1', b: '2' }, value: 450 },
  ]);
  expect(valueOf(families, 'x_total', { b: '2' })).toBe(453);
  expect(valueOf(families, 'x_total', { b: '3' })).toBeUndefined();
});

const H = '# HELP h H.\n# TYPE h histogram\n';
it.each([
  ['no end of line', `${head('counter')}x_total 1`],
  ['no help', 'x_total 1\n'],
  ['no type', '# HELP x_total Help.\nx_total 1\n'],
  ['an unknown type', `${head('number')}x_total 1\n`],
  ['help twice', `${head('counter')}${head('counter')}`],
  ['another family', `${head('counter')}y_total 1\n`],
  ['a series twice', `${head('counter')}x_total{a="1"} 1\nx_total{a="1"} 2\n`],
  ['a series twice, in another order', `${head('gauge')}x_total{a="1",b="2"} 1\nx_total{b="2",a="1"} 2\n`],
  ['a label twice', `${head('counter')}x_total{a="1",a="2"} 1\n`],
  ['a label without quotes', `${head('counter')}x_total{a=1} 1\n`],
  ['a wrong escape', `${head('counter')}x_total{a="\\x"} 1\n`],
  ['a raw quote', `${head('counter')}x_total{a="""} 1\n`],
  ['a negative counter', `${head('counter')}x_total -1\n`],
  ['a counter without a number', `${head('counter')}x_total NaN\n`],
  ['a word for a value', `${head('gauge')}x_total undefined\n`],
  ['two blanks', `${head('gauge')}x_total  1\n`],
  ['a histogram without +Inf', `${H}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`],
  ['a histogram that shrinks', `${H}h_bucket{le="1"} 2\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 1\n`],
  ['a histogram with another count', `${H}h_bucket{le="1"} 1\nh_bucket{le="+Inf"} 1\nh_sum 1\nh_count 2\n`],
  ['a histogram without a sum', `${H}h_bucket{le="+Inf"} 1\nh_count 1\n`],
])('refuses %s', (_, text) => expect(() => parseExposition(text)).toThrow());
