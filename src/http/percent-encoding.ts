import { ScimError } from '../protocol/scim-error.js';

/** 400: `%` is not followed by two hexadecimal digits, or the bytes are no UTF-8. */
export function malformedEncoding(): ScimError {
  return ScimError.http(400, 'The URL holds a malformed percent-encoding.');
}

/** Whether the path of a URL cannot be decoded. */
export function hasMalformedEncoding(path: string): boolean {
  try {
    decodeURIComponent(path);
    return false;
  } catch {
    return true;
  }
}
