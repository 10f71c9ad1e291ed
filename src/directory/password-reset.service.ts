import { Injectable } from '@nestjs/common';
import type { CallOperation } from '../audit/call.js';
import type { LogEvent } from '../audit/log-event.js';
import { makeEvent } from '../audit/make-event.js';
import { type AdminCaller, scopeOf } from './admin-caller.js';
import type { Preconditions } from '../protocol/preconditions.js';
import { assertVersion } from './assert-writable.js';
import { nameOf, targetOf, targetOfId } from './name-of.js';
import { PasswordsService } from './passwords.service.js';
import { passwordChanges } from './password-changes.js';
import { type ResourceChange, ResourceStore, type StoredResource } from './resource-store.js';
import { unknownResource } from './unknown-resource.js';

const EVENT_TYPE = 'user.account.reset_password';

/** An admin sets or removes the password of a user, also while a connector manages it (README, "Lock"). */
@Injectable()
export class PasswordResetService {
  constructor(
    private readonly store: ResourceStore,
    private readonly passwords: PasswordsService,
  ) {}

  /**
   * @param password null removes it: the user signs in no more, until one is set
   * @throws ScimError notFound, invalidValue that names the rules which the password breaks, preconditionFailed, 429
   */
  async reset(caller: AdminCaller, id: string, password: string | null, preconditions: Preconditions): Promise<void> {
    caller.call.operation = intended(caller, { name: id, target: targetOfId('User', id) });
    const stored = await this.store.find(scopeOf(caller), 'User', id);
    if (stored === undefined) throw unknownResource('User');
    caller.call.operation = intended(caller, { name: nameOf(stored), target: targetOf(stored) });
    const newPassword = await this.passwords.prepare(scopeOf(caller), password, stored.document);
    const result = await this.store.update(
      scopeOf(caller),
      'User',
      id,
      (current: StoredResource) => {
        assertVersion(current, preconditions);
        const { document, connectorPk } = current;
        return { document, connectorPk, ...newPassword(document) };
      },
      (change) => describeReset(caller, change),
    );
    if (result === undefined) throw unknownResource('User');
    caller.call.recorded = result.changed;
  }
}

function intended(
  caller: AdminCaller,
  about: { readonly name: string } & Pick<CallOperation, 'target'>,
): CallOperation {
  const { name, target } = about;
  const who = whoIn(caller);
  return {
    eventType: EVENT_TYPE,
    success: `${who} reset the password of ${name}: nothing had to be changed`,
    failure: `${who} could not reset the password of ${name}`,
    ...(target === undefined ? {} : { target }),
  };
}

function describeReset(caller: AdminCaller, change: ResourceChange): LogEvent {
  const { after } = change;
  if (after === undefined) throw new Error('a password that is reset has a user after it');
  const verb = change.password === 'removed' ? 'removed' : 'reset';
  return makeEvent(caller.call, {
    eventType: EVENT_TYPE,
    displayMessage: `${whoIn(caller)} ${verb} the password of ${nameOf(after)}`,
    target: [targetOf(after)],
    changes: passwordChanges(change),
    debugData: { status: 204 },
  });
}

function whoIn({ call: { actor } }: AdminCaller): string {
  return actor?.displayName ?? 'An admin';
}
