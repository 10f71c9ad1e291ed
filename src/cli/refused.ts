import { type Json, isJsonObject } from '../protocol/json.js';

const NO_PROBLEM =
  'The answer is none of Rollbook. Check --url: it must be the address of the server, without /api/v1.';

/** The server answered and did not do it. The message is what its problem document says (RFC 9457), in lines. Exit status 1. */
export class Refused extends Error {
  override readonly name = 'Refused';

  private constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }

  /** @param location of a redirect, which is not followed: it could lead the token elsewhere */
  static from(status: number, body: Json | undefined, location: string | null): Refused {
    if (status < 400 && location !== null) {
      return new Refused(status, `The server answers with a redirect (${status}). Set --url to where it leads.`);
    }
    if (!isJsonObject(body) || typeof body.title !== 'string') return Refused.notRollbook(status);
    const errors = Array.isArray(body.errors) ? (body.errors as readonly Json[]).filter(isJsonObject) : [];
    const lines = errors.map(({ path, detail }) => `  ${wordOf(path)}: ${wordOf(detail)}`);
    const detail = typeof body.detail === 'string' && lines.length === 0 ? [body.detail] : [];
    const hint =
      status === 401 ? ['ROLLBOOK_TOKEN or ROLLBOOK_TOKEN_FILE must hold an admin token of this server.'] : [];
    const request = typeof body.requestId === 'string' ? [`Request id: ${body.requestId}`] : [];
    return new Refused(status, [`${body.title} (${status}).`, ...detail, ...lines, ...hint, ...request].join('\n'));
  }

  static notRollbook(status: number): Refused {
    return new Refused(status, `HTTP ${status}. ${NO_PROBLEM}`);
  }
}

const wordOf = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value));
