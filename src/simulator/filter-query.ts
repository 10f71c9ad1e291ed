/**
 * How the filter travels. Okta's documents show both `%20`/`%22` and `+`/`%22`; its official suite is typed with plain
 * quotes, which some HTTP clients leave alone.
 */
export type FilterEncoding = 'percent' | 'plus' | 'bare';

/** `filter=<attribute> eq "<value>"`, encoded; a quote or backslash in the value is escaped as in JSON (RFC 7644 §3.4.2.2). */
export function equalityFilter(attribute: string, value: string, encoding: FilterEncoding): string {
  const quoted = JSON.stringify(value);
  switch (encoding) {
    case 'percent':
      return `filter=${encodeURIComponent(`${attribute} eq ${quoted}`)}`;
    case 'plus':
      return `filter=${attribute}+eq+${encodeURIComponent(quoted).replaceAll('%20', '+')}`;
    case 'bare':
      return `filter=${attribute}%20eq%20"${encodeURIComponent(quoted.slice(1, -1)).replaceAll('%40', '@')}"`;
    default:
      return encoding satisfies never;
  }
}
