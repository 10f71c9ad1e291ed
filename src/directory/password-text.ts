const NOT_ALLOWED = /[\p{Cc}\p{Cs}]/u;
/** Separators other than the space on the keyboard. */
const OTHER_SPACES = /\p{Zs}/gu;

/**
 * A password as it is compared, measured and hashed: RFC 8265 §4.2, the profile OpaqueString. Other spaces become U+0020 and
 * the text NFC; letter case, width and everything else stay. Devices type the same password in different forms.
 * @returns undefined for what cannot be a password: it is empty, or holds a control character or half a surrogate pair
 */
export function opaqueText(password: string): string | undefined {
  if (password === '' || NOT_ALLOWED.test(password)) return undefined;
  return password.replace(OTHER_SPACES, ' ').normalize('NFC');
}

/** In Unicode code points, as people count (NIST SP 800-63B). */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
