import { Global, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { parseExposition, valueOf } from '../../test/support/exposition.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { gauge, type Metric, MetricSource } from '../audit/metric-source.js';
import { ProcessLog } from '../audit/process-log.js';
import { MetricsModule } from './metrics.module.js';
import { MetricsPage } from './metrics-page.js';
import { PrometheusCallMetrics } from './prometheus-call-metrics.js';
import { Readiness } from './readiness.js';

/** A source as any module may have one. */
function sourceOf(source: string, collect: () => readonly Metric[] | Promise<readonly Metric[]>): MetricSource {
  return new (class extends MetricSource {
    readonly source = source;
    override collect = collect;
  })();
}

let app: INestApplicationContext | undefined;
let log: MemoryLog;
afterEach(() => app?.close());

async function pageWith(sources: readonly MetricSource[], ping: () => Promise<void> = async () => undefined) {
  log = new MemoryLog();
  const values = [
    { provide: ProcessLog, useValue: log },
    { provide: PrometheusCallMetrics, useValue: new PrometheusCallMetrics() },
    { provide: Readiness, useValue: new Readiness(ping) },
  ];

  @Global()
  @Module({ providers: values, exports: values.map(({ provide }) => provide) })
  class ValuesModule {}

  @Module({ providers: sources.map((one) => ({ provide: one.source + String(Math.random()), useValue: one })) })
  class SomeModule {}

  @Module({ imports: [ValuesModule, SomeModule, MetricsModule] })
  class TestModule {}

  app = await NestFactory.createApplicationContext(TestModule, { logger: false, abortOnError: false });
  const families = parseExposition(await app.get(MetricsPage).render());
  return (name: string, labels: Record<string, string> = {}) => valueOf(families, name, labels);
}

it('shows the metrics of every provider that is a source', async () => {
  const value = await pageWith([
    sourceOf('one', () => [gauge('rollbook_one', 'One.', 1.5)]),
    sourceOf('two', async () => [
      {
        ...({ name: 'rollbook_two_total', help: 'Two.\nIn \\ two lines.', type: 'counter', labels: ['kind'] } as const),
        values: [
          { labels: { kind: 'a "quoted" \\ one\n' }, value: 2 },
          { labels: { kind: 'b' }, value: 0 },
        ],
      },
    ]),
  ]);
  expect(value('rollbook_one')).toBe(1.5);
  expect(value('rollbook_two_total', { kind: 'a "quoted" \\ one\n' })).toBe(2);
  expect(value('rollbook_two_total', { kind: 'b' })).toBe(0);
  expect(value('rollbook_metric_source_up', { source: 'two' })).toBe(1);
});

it.each<[string, () => readonly Metric[] | Promise<readonly Metric[]>]>([
  [
    'throws',
    () => {
      throw new Error('x');
    },
  ],
  ['rejects', () => Promise.reject(new Error('x'))],
  ['never answers', () => new Promise(() => undefined)],
  ['uses the name of another one', () => [gauge('rollbook_good', 'x', 2)]],
  ['uses the name of what is counted', () => [gauge('rollbook_operations_total', 'x', 2)]],
  ['uses a name of the process', () => [gauge('process_open_fds', 'x', 2)]],
  ['uses a name that is none', () => [gauge('rollbook ready', 'x', 1)]],
  ['has a value that is none', () => [gauge('rollbook_x', 'x', undefined as unknown as number)]],
  ['counts backwards', () => [{ name: 'x_total', help: 'x', type: 'counter', values: [{ value: -1 }] }]],
  [
    'has a label that it did not name',
    () => [{ name: 'x', help: 'x', type: 'gauge', values: [{ labels: { a: 'b' }, value: 1 }] }],
  ],
])('a source that %s is said to be down, and leaves the others alone', async (_, collect) => {
  const value = await pageWith([
    sourceOf('good', () => [gauge('rollbook_good', 'Good.', 1)]),
    sourceOf('bad', collect),
  ]);
  expect(value('rollbook_metric_source_up', { source: 'bad' })).toBe(0);
  expect(value('rollbook_metric_source_up', { source: 'good' })).toBe(1);
  expect(value('rollbook_good')).toBe(1);
  expect(log.lines.map(({ fields }) => fields)).toEqual([expect.objectContaining({ source: 'bad' })]);
});

it.each<[string, () => Promise<void>, number]>([
  ['answers', async () => undefined, 1],
  ['refuses', () => Promise.reject(new Error('x')), 0],
  ['takes too long', () => new Promise(() => undefined), 0],
])('an instance whose database %s', async (_, ping, ready) => {
  const value = await pageWith([], ping);
  expect(value('rollbook_ready')).toBe(ready);
  expect(value('rollbook_metric_source_up', { source: 'readiness' })).toBe(1);
});
