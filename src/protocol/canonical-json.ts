/**
 * The one JSON text of a value (RFC 8785): names in the order of their UTF-16 code units, no white space, numbers and
 * texts as ECMAScript writes them. So a log event that is read, passed on and written again has the same hash. A lone
 * surrogate, which RFC 8785 §3.2.2.2 refuses, is written as its escape: an event must never fail for what a client sent.
 * @param value JSON; members that are undefined are left out
 */
export function canonicalJson(value: unknown): string {
  // As ECMAScript writes it, where the names are in order already: three times as fast.
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((one: unknown) => canonicalJson(one ?? null)).join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

/** Names that are whole numbers come first in ECMAScript, by their size; so they are seldom in order. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  const members = value as Readonly<Record<string, unknown>>;
  let last: string | undefined;
  for (const name in members) {
    if ((last !== undefined && name <= last) || !isInOrder(members[name])) return false;
    last = name;
  }
  return true;
}
