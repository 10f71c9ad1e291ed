import type { LogEvent } from '../audit/log-event.js';
import { connectorsOf } from '../audit/log-event-schema.js';

/** Different values that are counted; what comes on top is counted together. */
export const MOST_GROUPS = 1_000;

type Value = string | number | null;

const FIELDS: ReadonlyMap<string, (event: LogEvent) => Value> = new Map<string, (event: LogEvent) => Value>([
  ['eventType', ({ eventType }) => eventType],
  ['severity', ({ severity }) => severity],
  ['outcome.result', ({ outcome }) => outcome.result],
  ['outcome.reason', ({ outcome }) => outcome.reason],
  ['actor.id', ({ actor }) => actor.id],
  ['actor.displayName', ({ actor }) => actor.displayName],
  ['client.ipAddress', ({ client }) => client.ipAddress],
  ['connector', (event) => connectorsOf(event)[0] ?? null],
  ['target.id', ({ target }) => target[0]?.id ?? null],
  ['debugContext.debugData.status', ({ debugContext }) => debugContext.debugData.status ?? null],
  ['debugContext.debugData.scimType', ({ debugContext }) => debugContext.debugData.scimType ?? null],
]);

export const SUMMARY_FIELDS: readonly string[] = [...FIELDS.keys()];

interface Group {
  readonly value: Value;
  readonly count: number;
  /** `published` of the first and the last event that was counted. */
  readonly first: string;
  readonly last: string;
}

/** Counts events by the value of a field. */
export class LogSummary {
  private readonly groups = new Map<Value, Group>();
  private total = 0;
  private others = 0;
  private readonly valueOf: (event: LogEvent) => Value;

  /** @param by one of `SUMMARY_FIELDS` */
  constructor(private readonly by: string) {
    this.valueOf = FIELDS.get(by) ?? (() => null);
  }

  add(event: LogEvent): void {
    this.total += 1;
    const value = this.valueOf(event);
    const known = this.groups.get(value);
    if (known === undefined && this.groups.size >= MOST_GROUPS) {
      this.others += 1;
      return;
    }
    const { published } = event;
    this.groups.set(value, {
      value,
      count: (known?.count ?? 0) + 1,
      first: known === undefined || published < known.first ? published : known.first,
      last: known === undefined || published > known.last ? published : known.last,
    });
  }

  /** The most frequent value first. */
  toBody() {
    const groups = [...this.groups.values()].toSorted((one, other) => other.count - one.count);
    return { by: this.by, total: this.total, groups, others: this.others };
  }
}
