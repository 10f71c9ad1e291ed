import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { LogExportTarget } from '../../src/config/parse-log-export.js';
import { PATCH_OP, USER_SCHEMA } from '../../src/protocol/urns.js';
import type { TestApp } from '../support/app.js';
import { ADMIN_TOKEN } from '../support/app.js';
import { describeApp } from '../support/describe-app.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { type Family, parseExposition } from '../support/exposition.js';

const read = (file: string): string => readFileSync(join(__dirname, '../../deploy', file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
interface Alerts {
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}
interface Dashboard {
  readonly uid: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
}

const rules = (load(read('prometheus-alerts.yml')) as Alerts).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('grafana-dashboard.json')) as Dashboard;
const targets = dashboard.panels.flatMap((panel) => panel.targets ?? []);
const variables = dashboard.templating.list;

/** Prometheus itself adds these to what it scrapes. */
const TARGET_LABELS = ['job', 'instance'];
const SERIES = /\b([a-z_:][a-z0-9_:]*)\s*\{([^}]*)\}|\b((?:rollbook|nodejs|process)_[a-z0-9_]+|up)\b(?!\s*\()/g;
const GROUPING = /\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g;

interface Use {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** The metrics of a PromQL expression, each with the labels that are asked of it. */
function usesIn(expr: string): readonly Use[] {
  return [...expr.matchAll(SERIES)].map(([, selected, matchers = '', alone]) => ({
    metric: selected ?? alone ?? '',
    labels: [...matchers.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label),
  }));
}

/** What is wrong with an expression, as sentences. */
function faultsOf(expr: string, page: ReadonlyMap<string, Family>): readonly string[] {
  const faults: string[] = [];
  const uses = usesIn(expr);
  if (uses.length === 0) faults.push('no metric');
  const known = new Set(TARGET_LABELS);
  for (const { metric, labels } of uses) {
    const family = page.get(metric) ?? page.get(metric.replace(/_(?:bucket|sum|count)$/, ''));
    const samples = family?.samples.filter(({ name }) => name === metric) ?? [];
    if (metric !== 'up' && samples.length === 0) faults.push(`${metric} is not in the scrape`);
    const own = new Set([...TARGET_LABELS, ...samples.flatMap((one) => Object.keys(one.labels))]);
    for (const label of labels) if (!own.has(label)) faults.push(`${metric} has no label ${label}`);
    for (const label of own) known.add(label);
  }
  for (const [, names = ''] of expr.matchAll(GROUPING))
    for (const name of names.split(',').map((one) => one.trim()))
      if (!known.has(name)) faults.push(`nothing has a label ${name}`);
  for (const [open, close] of ['()', '{}', '[]'] as const)
    if (expr.split(open ?? '').length !== expr.split(close ?? '').length) faults.push(`unbalanced ${open}${close}`);
  return faults;
}

/** Without a sink there is no backlog to show. */
const SINK: LogExportTarget = {
  ...{ name: 'file:export.ndjson', format: 'ndjson' },
  to: { kind: 'file', path: join(mkdtempSync(join(temporaryFolder(), 'rollbook-sink-')), 'export.ndjson') },
};

describeApp(
  'what deploy/ offers to watch the server with',
  (app) => {
    let page: ReadonlyMap<string, Family>;
    beforeAll(async () => {
      page = await scrapeAfterSomeCalls(app());
    });

    it.each(rules.map((rule) => [rule.alert, rule] as const))('the alert %s', (name, { expr, labels, annotations }) => {
      expect(name).toMatch(/^Rollbook[A-Z][A-Za-z]+$/);
      expect(faultsOf(expr, page)).toEqual([]);
      expect(['critical', 'warning']).toContain(labels.severity);
      expect(annotations.summary).toMatch(/\S/);
      expect(annotations.description).toMatch(/\.$/);
    });

    it.each(targets.map(({ expr }) => [expr]))('the panel that asks %s', (expr) =>
      expect(faultsOf(expr.replaceAll('$__rate_interval', '5m'), page)).toEqual([]),
    );

    it.each(variables.flatMap(({ definition }) => (definition === undefined ? [] : [[definition]])))(
      'the variable that asks %s',
      (definition) => {
        const [, series = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
        expect(faultsOf(`sum by (${label}) (${series})`, page)).toEqual([]);
      },
    );

    it.each([
      ['rollbook_nothing > 0'],
      ['rate(rollbook_operations_bucket[5m])'],
      ['rollbook_ready{state="off"} == 1'],
      ['sum by (color) (rollbook_ready)'],
      ['sum by (connector) (rollbook_ready)'],
      ['sum(rollbook_ready'],
      ['1 > 0'],
    ])('%s would be found', (expr) => expect(faultsOf(expr, page)).not.toEqual([]));

    it('shows every metric of ours', () => {
      const shown = new Set(
        [...rules.map(({ expr }) => expr), ...targets.map(({ expr }) => expr)]
          .flatMap(usesIn)
          .map(({ metric }) => metric.replace(/_bucket$/, '')),
      );
      const notShown = [...page.keys()].filter((name) => name.startsWith('rollbook_') && !shown.has(name));
      expect(notShown.sort()).toEqual(['rollbook_password_hashes_running_limit', 'rollbook_password_queue_limit']);
    });
  },
  { logExport: [SINK] },
);

describe('the dashboard', () => {
  it('has panels with ids of their own, which do not lie on each other', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  it('asks only for variables that it has', () => {
    const asked = [...JSON.stringify(dashboard.panels).matchAll(/\$\{?([a-z]+)\b/g)].map(([, name]) => name);
    expect([...new Set(asked)].sort()).toEqual(variables.map(({ name }) => name).sort());
  });
});

it('no alert is there twice', () => expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length));

/** A success, a refusal, a tolerance, so that every series is there. */
async function scrapeAfterSomeCalls(app: TestApp): Promise<ReadonlyMap<string, Family>> {
  const scim = await app.scim();
  const { body } = await scim('POST', '/Users', { schemas: [USER_SCHEMA], userName: 'watched' });
  await scim('POST', '/Users', { schemas: [USER_SCHEMA], userName: 'watched' });
  const Operations = [{ op: 'Replace', path: 'active', value: false }];
  await scim('PATCH', `/Users/${String(body.id)}`, { schemas: [PATCH_OP], Operations });
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
  return parseExposition((await app.request('GET', '/metrics', { headers })).text);
}
