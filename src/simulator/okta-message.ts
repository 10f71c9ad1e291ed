import { STATUS_CODES } from 'node:http';
import { isJsonObject, type JsonObject } from '../protocol/json.js';
import type { Answer } from './scim-http.js';

const MAX_DETAIL = 300;

/**
 * The text in Okta's task list and System Log for an error of the app, as observed:
 * `<HTTP reason>. Errors reported by remote server: <detail>`. Undefined when the answer is no error.
 */
export function oktaMessage(answer: Answer): string | undefined {
  if (answer.status < 400) return undefined;
  const reason = STATUS_CODES[answer.status] ?? `HTTP ${answer.status}`;
  return `${reason}. Errors reported by remote server: ${remoteWords(answer).slice(0, MAX_DETAIL)}`;
}

function remoteWords({ json, text }: Answer): string {
  if (isJsonObject(json) && typeof json.detail === 'string' && json.detail !== '') return json.detail;
  const description = isJsonObject(json) ? descriptionOf(json) : undefined;
  if (description !== undefined) return description;
  if (json !== undefined) return '(the error has no detail)';
  if (text.trim() === '') return '(the answer is empty)';
  // Okta parses the body as JSON whatever its type; a text or a proxy's page ends like this.
  const word = /^\s*(\w+)/.exec(text)?.[1];
  return word === undefined
    ? `Invalid JSON: Unexpected character '${text.trim().charAt(0)}' at line: 1, column: 1`
    : `Invalid JSON: Unrecognized token '${word}' at line: 1, column: ${word.length + 1}`;
}

/** The words of a SCIM 1.1 error. */
function descriptionOf({ Errors: errors }: JsonObject): string | undefined {
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  return isJsonObject(first) && typeof first.description === 'string' ? first.description : undefined;
}
