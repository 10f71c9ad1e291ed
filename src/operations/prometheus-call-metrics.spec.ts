import { parseExposition, valueOf } from '../../test/support/exposition.js';
import { testCall } from '../../test/support/test-call.js';
import type { Call } from '../audit/call.js';
import { MOST_CONNECTORS } from '../audit/call-metrics.js';
import { PrometheusCallMetrics } from './prometheus-call-metrics.js';

const PUSH = 'application.provision.user.push';

const callOf = (tenantSlug: string, slug?: string, more: Partial<Call> = {}): Call => ({
  ...testCall(),
  scope: {
    tenantPk: 1,
    tenantSlug,
    ...(slug === undefined ? {} : { connector: { pk: 1, id: 'canary', slug, displayName: 'canary' } }),
  },
  ...more,
});

async function shownBy(metrics: PrometheusCallMetrics) {
  const text = await metrics.registry.metrics();
  const families = parseExposition(text);
  const value = (name: string, labels: Record<string, string> = {}) => valueOf(families, `rollbook_${name}`, labels);
  return { text, value };
}

it.each<[number, 'success' | 'refused' | 'failed']>([
  [200, 'success'],
  [201, 'success'],
  [204, 'success'],
  [304, 'success'],
  [400, 'refused'],
  [401, 'refused'],
  [404, 'refused'],
  [409, 'refused'],
  [429, 'refused'],
  [499, 'refused'],
  [500, 'failed'],
  [501, 'refused'],
  [503, 'failed'],
])('%i is %s', async (status, expected) => {
  const metrics = new PrometheusCallMetrics();
  metrics.ended(callOf('t', 'c'), { eventType: PUSH, status });
  const { value } = await shownBy(metrics);
  for (const outcome of ['success', 'refused', 'failed'])
    expect(value('operations_total', { outcome })).toBe(Number(outcome === expected));
  expect(value('operation_duration_seconds_count', { outcome: expected })).toBe(1);
  expect(value('refusals_total', { status: String(status) })).toBe(expected === 'success' ? undefined : 1);
});

it.each<[number, string]>([
  [200, '2xx'],
  [304, '3xx'],
  [404, '4xx'],
  [499, 'aborted'],
  [503, '5xx'],
])('a request that ends with %i is of the class %s', async (status, statusClass) => {
  const metrics = new PrometheusCallMetrics();
  metrics.answered('scim', status, 30);
  metrics.answered('scim', status, 300);
  const { value } = await shownBy(metrics);
  expect(value('http_requests_total', { surface: 'scim', status: String(status) })).toBe(2);
  const labels = { surface: 'scim', status_class: statusClass };
  expect(value('http_request_duration_seconds_sum', labels)).toBeCloseTo(0.33);
  expect(value('http_request_duration_seconds_bucket', { ...labels, le: '0.1' })).toBe(1);
});

it('tolerances count for calls that succeed', async () => {
  const metrics = new PrometheusCallMetrics();
  const call = callOf('t', 'c', { tolerances: new Set(['opCase', 'stringBooleans'] as const) });
  for (const status of [200, 200, 400, 500]) metrics.ended(call, { eventType: PUSH, status });
  const { value } = await shownBy(metrics);
  expect(value('tolerance_uses_total', { tolerance: 'opCase' })).toBe(2);
  expect(value('tolerance_uses_total')).toBe(4);
});

it('what is counted for nobody in particular has empty names', async () => {
  const metrics = new PrometheusCallMetrics();
  metrics.ended(testCall(), { eventType: PUSH, status: 401 });
  metrics.ended(callOf('t'), { eventType: PUSH, status: 401 });
  const { value } = await shownBy(metrics);
  expect(value('operations_total', { tenant: '', connector: '' })).toBe(1);
  expect(value('operations_total', { tenant: 't', connector: '' })).toBe(1);
});

it('after the first connectors the others share their series', async () => {
  const metrics = new PrometheusCallMetrics();
  for (let n = 0; n < MOST_CONNECTORS + 100; n += 1)
    for (let call = 0; call < 2; call += 1) metrics.ended(callOf('t', `c${n}`), { eventType: PUSH, status: 200 });
  const { text, value } = await shownBy(metrics);
  expect(value('operations_total', { connector: '_others', outcome: 'success' })).toBe(200);
  expect(value('operations_total', { connector: 'c499' })).toBe(2);
  expect(value('operations_total', { connector: 'c500' })).toBeUndefined();
  expect(value('operations_total')).toBe(2 * (MOST_CONNECTORS + 100));
  expect(text).not.toContain('canary');
});

it('forgets whom it is told to, with everything, and nobody else', async () => {
  const metrics = new PrometheusCallMetrics();
  const tolerances = new Set(['opCase'] as const);
  const all: readonly (readonly [string, string?])[] = [
    ['t', 'a'],
    ['t', 'b'],
    ['u', 'a'],
    ['t'],
    ['u'],
    ['__proto__', 'constructor'],
  ];
  for (const [tenant, connector] of all)
    for (const status of [200, 409, 500])
      metrics.ended(callOf(tenant, connector, { tolerances }), { eventType: PUSH, status, scimType: 'uniqueness' });
  metrics.ended(testCall(), { eventType: PUSH, status: 401 });
  metrics.keepOnly([{ tenant: 't', connector: 'a' }]);
  const { text, value } = await shownBy(metrics);
  for (const [tenant, connector = ''] of all)
    expect([tenant, connector, value('operations_total', { tenant, connector })]).toEqual([
      ...[tenant, connector],
      tenant === 't' && connector !== 'b' ? 3 : undefined,
    ]);
  expect(text).not.toMatch(/"(?:u|b|__proto__)"/);
  expect(value('operations_total', { tenant: '' })).toBe(1);
  // Who comes back begins at nothing.
  metrics.ended(callOf('u', 'a'), { eventType: PUSH, status: 200 });
  expect((await shownBy(metrics)).value('operations_total', { tenant: 'u', connector: 'a' })).toBe(1);
});
