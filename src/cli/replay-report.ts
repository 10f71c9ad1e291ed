/** What `rollbook audit replay` learned. Ids and names of attributes, never a value. */
export interface ReplayReport {
  /** Events with effects. */
  readonly events: number;
  /** When the first of them was published; null where there is none. */
  readonly since: string | null;
  /** Users and groups in the database, those that are deleted and can be restored among them. */
  readonly resources: number;
  readonly memberships: number;
  readonly differences: readonly {
    readonly resource: string;
    readonly paths: readonly string[];
    readonly what: string;
  }[];
  /** Of which `differences` are the first. */
  readonly differenceCount: number;
  /** Events that do not follow from those before them, the first ones. */
  readonly breaks: readonly { readonly event: string; readonly resource: string; readonly what: string }[];
  /** Users and groups that were there before the log that can be replayed begins. */
  readonly older: number;
  /** SHA-256 of either directory, in hex. */
  readonly database: string;
  readonly replayed: string;
}

export type ReplayResult = ReplayReport | { readonly failure: string };

/** Whether the log makes the directory that the database holds. */
export const isEqual = ({ differenceCount, breaks, older }: ReplayReport): boolean =>
  differenceCount === 0 && breaks.length === 0 && older === 0;

/** For people. */
export function replayLines(tenant: string, report: ReplayReport): string {
  const { events, since, resources, memberships, differences, differenceCount, breaks, older } = report;
  const lines = [
    `Replayed ${events} events of the tenant ${tenant}${since === null ? '' : `, the first one of ${since}`}.`,
    `In the database: ${resources} users and groups, deleted ones among them, and ${memberships} memberships.`,
    ...breaks.map(({ event, resource, what }) => `break: event ${event}, ${resource}: ${what}`),
    ...differences.map(
      ({ resource, paths, what }) =>
        `different: ${resource}: ${what}${paths.length === 0 ? '' : `: ${paths.join(', ')}`}`,
    ),
    ...(differenceCount > differences.length ? [`… and ${differenceCount - differences.length} more`] : []),
    ...(older === 0 ? [] : [olderSentence(report)]),
    isEqual(report)
      ? `Equal, byte for byte: sha256 ${report.database}`
      : `Not equal: sha256 of the database ${report.database}, of the log ${report.replayed}`,
  ];
  return `${lines.join('\n')}\n`;
}

function olderSentence({ older, since }: ReplayReport): string {
  const begins = since === null ? 'There is no event that can be replayed' : `What can be replayed begins at ${since}`;
  return (
    `${begins}; ${older} users and groups were there before. They cannot be compared: the events that made them were ` +
    'written by an older version, or are no longer kept.'
  );
}
