/** One line with a value. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const HEAD = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/;
// name{label="value",…} value: a value may hold \\, \" and \n, and no other backslash.
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/gy;
// As Go's strconv.ParseFloat has it: in any letter case.
const VALUE = /^(?:[+-]?(?:inf|\d+(?:\.\d+)?(?:e[+-]?\d+)?)|nan)$/i;

/**
 * Reads Prometheus' text format 0.0.4 strictly: help and type once and first, the samples of a family together, no series twice,
 * counters that are finite and not negative, histograms that add up.
 * @throws Error that names the line
 */
export function parseExposition(text: string): ReadonlyMap<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, { type?: string; help?: string; samples: Sample[] }>();
  const series = new Set<string>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    if (line === '') continue;
    const [, keyword, name = '', rest = ''] = HEAD.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (families.has(name)) throw new Error(`told twice: ${line}`);
      families.set(name, { help: rest, samples: [] });
      current = name;
      continue;
    }
    const family = families.get(current);
    if (family === undefined) throw new Error(`before any HELP: ${line}`);
    if (keyword === 'TYPE') {
      if (name !== current || family.type !== undefined || family.samples.length > 0)
        throw new Error(`misplaced: ${line}`);
      if (!['counter', 'gauge', 'histogram', 'summary'].includes(rest)) throw new Error(`no type: ${line}`);
      family.type = rest;
      continue;
    }
    const sample = parseSample(line);
    if (family.type === undefined || !isOf(current, family.type, sample.name))
      throw new Error(`not of ${current}: ${line}`);
    const key = `${sample.name} ${JSON.stringify(Object.entries(sample.labels).sort())}`;
    if (series.has(key)) throw new Error(`twice: ${line}`);
    series.add(key);
    if (family.type === 'counter' && !(sample.value >= 0 && sample.value < Infinity))
      throw new Error(`no count: ${line}`);
    family.samples.push(sample);
  }
  const parsed = new Map<string, Family>();
  for (const [name, { type = '', help = '', samples }] of families) {
    if (type === 'histogram') assertHistogram(name, samples);
    parsed.set(name, { type, help, samples });
  }
  return parsed;
}

/** The sum of the samples of a name that have these labels; undefined if there is none. */
export function valueOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const found = (families.get(name) ?? families.get(name.replace(/_(?:count|sum|bucket)$/, '')))?.samples.filter(
    (one) => one.name === name && Object.entries(labels).every(([label, value]) => one.labels[label] === value),
  );
  return found === undefined || found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}

function parseSample(line: string): Sample {
  const [, name, text = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === undefined || !NAME.test(name) || !VALUE.test(value)) throw new Error(`no sample: ${line}`);
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  for (let end = 0; end < text.length; end = LABEL.lastIndex) {
    const [, label = '', quoted = ''] = LABEL.exec(text) ?? [];
    if (label === '' || label in labels || label.startsWith('__')) throw new Error(`bad labels: ${line}`);
    labels[label] = quoted.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
  }
  const number = /^nan$/i.test(value) ? NaN : Number(value.replace(/inf/i, 'Infinity'));
  return { name, labels, value: number };
}

function isOf(family: string, type: string, name: string): boolean {
  return type === 'histogram'
    ? [`${family}_bucket`, `${family}_sum`, `${family}_count`].includes(name)
    : name === family;
}

function assertHistogram(name: string, samples: readonly Sample[]): void {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const others = Object.entries(sample.labels).filter(([label]) => label !== 'le');
    const key = JSON.stringify(others.sort());
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  for (const [key, group] of groups) {
    const buckets = group.filter((one) => one.name === `${name}_bucket`);
    const count = group.find((one) => one.name === `${name}_count`)?.value;
    const bounds = buckets.map(({ labels }) => Number((labels.le ?? '').replace('+Inf', 'Infinity')));
    const isAscending = (list: readonly number[], isStrict: boolean): boolean =>
      list.every(
        (value, index) =>
          index === 0 || (isStrict ? value > (list[index - 1] ?? NaN) : value >= (list[index - 1] ?? NaN)),
      );
    const isWhole =
      isAscending(bounds, true) &&
      bounds.at(-1) === Infinity &&
      isAscending(
        buckets.map(({ value }) => value),
        false,
      ) &&
      buckets.at(-1)?.value === count &&
      group.some((one) => one.name === `${name}_sum`) &&
      group.length === buckets.length + 2;
    if (!isWhole) throw new Error(`${name} ${key} does not add up`);
  }
}
