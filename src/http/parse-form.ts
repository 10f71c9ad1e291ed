import { ScimError } from '../protocol/scim-error.js';

const MAX_PARAMETERS = 50;

/**
 * Reads a form (RFC 6749 appendix B): each parameter once, those without a value left out (§3.2). Strict, because it signs
 * somebody in: nothing is guessed, and nothing read as another reader would not.
 * @throws ScimError 400
 */
export function parseForm(bytes: Buffer): ReadonlyMap<string, string> {
  const parameters = textOf(bytes)
    .split('&')
    .filter((parameter) => parameter !== '');
  if (parameters.length > MAX_PARAMETERS) throw malformed(`has more than ${MAX_PARAMETERS} parameters`);
  const seen = new Set<string>();
  const form = new Map<string, string>();
  for (const parameter of parameters) {
    const end = parameter.indexOf('=');
    const name = decode(end < 0 ? parameter : parameter.slice(0, end));
    const value = end < 0 ? '' : decode(parameter.slice(end + 1));
    if (seen.has(name)) throw malformed('has a parameter twice');
    seen.add(name);
    if (value !== '') form.set(name, value);
  }
  return form;
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw malformed('is not UTF-8', { cause: error });
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    throw malformed('holds a malformed percent-encoding', { cause: error });
  }
}

const malformed = (what: string, options?: ErrorOptions): ScimError =>
  ScimError.http(400, `The form in the request body ${what}.`, options);
