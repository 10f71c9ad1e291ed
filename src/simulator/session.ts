import { setTimeout as wait } from 'node:timers/promises';
import { isJsonObject } from '../protocol/json.js';
import { type Answer, type ScimRequest, scimHttp } from './scim-http.js';
import { authorizationOf, secretsOf, type SimulatorCredential } from './simulator-credential.js';
import { StepFailure } from './step-failure.js';

/** Okta gives up a task for good after ten attempts. */
const MAX_ATTEMPTS = 10;
const MAX_RETRY_AFTER_SECONDS = 60;
/** A shorter secret stands in an answer by chance. */
const MIN_GUARDED_LENGTH = 8;

/** One IdP connection for the length of one scenario. A plain object of closures, so that contexts can be spread from it. */
export interface Session {
  readonly credential: SimulatorCredential;
  /** The Authorization header as Okta would send it. */
  readonly authorization: string;
  /**
   * Sends one request; repeats it after a 429 as Okta does, and remembers what it created.
   * @throws StepFailure when an answer holds a secret, or a 429 no usable Retry-After
   */
  readonly send: (request: ScimRequest) => Promise<Answer>;
  /** From now on no answer may contain this text. */
  readonly guardSecret: (secret: string) => void;
  /** Ids of the users and groups that this session created and did not delete. */
  readonly created: { readonly users: Set<string>; readonly groups: Set<string> };
  /** The last answer received: what a failure report points at. */
  readonly lastAnswer: () => Answer | undefined;
  readonly close: () => void;
}

export function openSession(baseUrl: URL, credential: SimulatorCredential, timeoutMs?: number): Session {
  const http = scimHttp(baseUrl, timeoutMs);
  const created = { users: new Set<string>(), groups: new Set<string>() };
  const guarded = new Set(secretsOf(credential).filter(({ length }) => length >= MIN_GUARDED_LENGTH));
  let last: Answer | undefined;

  const send = async (request: ScimRequest): Promise<Answer> => {
    last = undefined;
    const answer = await sendPatiently(() => http.send(request));
    last = answer;
    refuseLeak(answer, guarded);
    remember(answer, created);
    return answer;
  };

  return {
    credential,
    authorization: authorizationOf(credential),
    send,
    guardSecret: (secret) => void guarded.add(secret),
    created,
    lastAnswer: () => last,
    close: () => http.close(),
  };
}

/** Okta waits the integer seconds of Retry-After; without one, or with a date, it pauses the task for five minutes. */
async function sendPatiently(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await attempt();
    if (answer.status !== 429 || tries === MAX_ATTEMPTS) return answer;
    const retryAfter = answer.headers['retry-after'] ?? '';
    if (!/^\d+$/.test(retryAfter) || Number(retryAfter) > MAX_RETRY_AFTER_SECONDS) {
      throw new StepFailure(
        'The server answered 429 without a Retry-After of at most 60 whole seconds; Okta, for one, would pause this task for minutes.',
        answer,
      );
    }
    await wait(Number(retryAfter) * 1000);
  }
}

function refuseLeak(answer: Answer, guarded: ReadonlySet<string>): void {
  for (const secret of guarded) {
    if (answer.text.includes(secret)) {
      throw new StepFailure('The answer contains a password or credential that must never be returned.', answer);
    }
  }
}

function remember(answer: Answer, created: Session['created']): void {
  const { method, target } = answer.request;
  const resources = target.startsWith('/Users') ? created.users : created.groups;
  if (method === 'POST' && answer.status === 201 && isJsonObject(answer.json) && typeof answer.json.id === 'string') {
    resources.add(answer.json.id);
  }
  if (method !== 'DELETE' || answer.status !== 204) return;
  const [path = ''] = target.split('?');
  resources.delete(path.slice(path.lastIndexOf('/') + 1));
}
