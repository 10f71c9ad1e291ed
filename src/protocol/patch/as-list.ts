/** RFC 7644 §3.5.2.1: what is added to a multi-valued attribute by its path may be one value of it. null stays unassigned. */
export function asList(value: unknown): unknown {
  return value === null || Array.isArray(value) ? value : [value];
}
