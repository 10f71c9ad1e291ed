import { Injectable } from '@nestjs/common';
import { EventBuffer } from '../audit/event-buffer.js';
import { makeEvent } from '../audit/make-event.js';
import { type AdminCaller, scopeOf } from './admin-caller.js';
import { nameOf, targetOf } from './name-of.js';
import { PasswordHasher } from './password-hasher.js';
import { type PasswordHolder, PasswordStore } from './password-store.js';
import { opaqueText } from './password-text.js';
import { type Attempt, PasswordThrottle } from './password-throttle.js';

const EVENT_TYPE = 'user.authentication.verify';

/** What somebody offers as a userName and password. */
export interface PasswordAttempt extends Attempt {
  readonly password: string;
}

/**
 * Says whether a password is that of a user. The answer and its cost are the same whether the password is wrong, the user
 * unknown or inactive, or has none; only the log of the tenant knows.
 */
@Injectable()
export class PasswordChecksService {
  constructor(
    private readonly store: PasswordStore,
    private readonly hasher: PasswordHasher,
    private readonly throttle: PasswordThrottle,
    private readonly events: EventBuffer,
  ) {}

  /** @throws ScimError 429 when this pair of userName and address was wrong too often, or too many are being checked */
  async check(caller: AdminCaller, attempt: PasswordAttempt): Promise<boolean> {
    const { call } = caller;
    // What is typed as a userName and is none may be a password: the log names only users that there are.
    const failure = 'A password was not checked';
    call.operation = { eventType: EVENT_TYPE, success: 'A password was checked', failure };
    const scope = scopeOf(caller);
    return this.throttle.run(scope, attempt, async () => {
      const holder = await this.store.findHolder(scope, attempt.userName);
      const refusal = refusalOf(caller, holder);
      const text = opaqueText(attempt.password);
      const isSame = await this.hasher.verify(scope, text === undefined ? undefined : holder?.hash, text ?? '');
      const isValid = refusal === undefined && isSame;
      this.record(caller, attempt, holder, isValid ? undefined : (refusal ?? 'The password is wrong.'));
      return isValid;
    });
  }

  private record(
    { call, tenant }: AdminCaller,
    { address }: Attempt,
    holder: PasswordHolder | undefined,
    reason: string | undefined,
  ): void {
    const name = holder === undefined ? 'somebody unknown' : nameOf(holder.user);
    const event = makeEvent(call, {
      eventType: EVENT_TYPE,
      displayMessage: reason === undefined ? `The password of ${name} was right` : `A password for ${name} was refused`,
      ...(reason === undefined ? {} : { severity: 'WARN', outcome: { result: 'FAILURE', reason } }),
      target: holder === undefined ? [] : [targetOf(holder.user)],
      debugData: { status: 200, signInAddress: address },
    });
    call.recorded = true;
    this.events.add(tenant.pk, event);
  }
}

/** Why no password would do. */
function refusalOf({ tenant }: AdminCaller, holder: PasswordHolder | undefined): string | undefined {
  if (holder === undefined) return 'There is no user with this userName.';
  if (!tenant.enabled) return 'The tenant is disabled.';
  if (holder.user.document.active === false) return 'The user is not active.';
  return holder.hash === undefined ? 'The user has no password.' : undefined;
}
