// credentials: who is calling, and whether they may. Never touches users, groups or the meaning of a request.
import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { callOf } from '../audit/call.js';
import type { CallScope } from '../audit/call.js';
import { ScimError } from '../protocol/scim-error.js';
import { callScope } from '../tenancy/call-scope.js';
import { PathScope } from './path-scope.js';
import { accessOf, adminRuleOf, isWrite } from './access.js';
import { isWithin } from './address-range.js';
import { attachAdmin } from './admin.js';
import { AdminTokensService } from './admin-tokens.service.js';
import { assertAdminMay } from './assert-admin-may.js';
import { actorOf } from './credential-actor.js';
import { attachCredentialOwner } from './credential-owner-of.js';
import type { CredentialOwner } from './credential.js';
import { CredentialsService } from './credentials.service.js';
import { presentedKey } from './presented-key.js';
import { RefusalReasons } from './refusal-reasons.service.js';
import { shownCredential } from './shown-credential.js';
import { SignInFailures } from './sign-in-failures.service.js';
import { refuseSwitchedOff } from './refuse-switched-off.js';
import { AdminSignIn, ScimSignIn } from './sign-in.js';

// One answer for every reason, or the answers could be used to find out which credentials and connectors exist.
const SCIM_REFUSAL =
  'The credential is missing, unknown, disabled, expired, not of this base URL, or not allowed from this address. In ' +
  'Okta paste a credential of this connector into the Provisioning settings; an admin creates one with the admin API.';
const TOO_MANY_FAILURES =
  'There were too many wrong credentials from this address, or for this key, within a minute, and this one is wrong too. A ' +
  'right credential is let in at any time: check the one that is configured.';
const ADMIN_REFUSAL = 'The admin token is missing, unknown or expired. Send it as "Authorization: Bearer …".';

/** See `CALL` of `audit/call.ts`. */
const ADMITTED = Symbol('admitted');

interface WithAdmission {
  [ADMITTED]?: true;
}

/** Whether the guard has let the request in. What reads a body asks, so that it never does so for just anybody. */
export const wasAdmitted = (request: object): boolean => (request as WithAdmission)[ADMITTED] === true;

/** The one global guard that asks who calls. Default deny: authentication hangs on the route itself, never on how its path is spelled. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly scimSignIn: ScimSignIn,
    private readonly adminSignIn: AdminSignIn,
    private readonly credentials: CredentialsService,
    private readonly adminTokens: AdminTokensService,
    private readonly paths: PathScope,
    private readonly failures: SignInFailures,
    private readonly reasons: RefusalReasons,
  ) {}

  canActivate(context: ExecutionContext): Promise<true> {
    const access = accessOf(context.getHandler(), context.getClass());
    switch (access) {
      case 'public':
        return this.admitAnybody(context);
      case 'scim':
        return this.admitConnector(context);
      case 'admin':
        return this.admitAdmin(context);
      case undefined:
        throw ScimError.http(403, 'This address has no access rule, so nobody may use it.');
      default:
        return access satisfies never;
    }
  }

  /** A public SCIM route is recorded in the log of the tenant that its path names. */
  private async admitAnybody(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<Request>();
    const { tenant, connector } = request.params;
    if (tenant !== undefined) {
      callOf(request).scope = await this.paths.find(tenant, connector);
      await this.recognise(context);
    }
    return admitted(context);
  }

  /** Whoever shows a credential of the connector may read what is its own business; with a wrong one he is anybody. */
  private async recognise(context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<Request>();
    // A token endpoint authenticates its clients itself.
    if (request.headers.authorization === undefined || isWrite(request.method, context.getHandler())) return;
    const owner = await this.scimSignIn.identify(context);
    if (owner === undefined || !isAddressed(owner, request)) return;
    if (isWithin(owner.credential.allowedIps, callOf(request).ipAddress)) this.noteCaller(request, owner);
  }

  private async admitConnector(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<Request>();
    const call = callOf(request);
    const identified = this.scimSignIn.identify(context);
    const owner = identified instanceof Promise ? await identified : identified;
    if (owner === undefined || !isAddressed(owner, request)) {
      call.explain = this.reasons.of(shownCredential(request));
      return this.refuseConnector(context);
    }
    if (!isWithin(owner.credential.allowedIps, call.ipAddress)) {
      call.refusal = `The credential ${owner.credential.name} may not be used from the address ${call.ipAddress ?? 'unknown'}.`;
      call.actor = actorOf(owner);
      return this.refuseConnector(context);
    }
    this.noteCaller(request, owner);
    refuseSwitchedOff(owner);
    if (owner.credential.scope === 'read' && isWrite(request.method, context.getHandler())) throw readOnly(owner);
    return admitted(context);
  }

  /** Who calls is known: to the handler, to the log, and in what the admin sees of connector and credential. */
  private noteCaller(request: Request, owner: CredentialOwner): void {
    const call = callOf(request);
    attachCredentialOwner(request, owner);
    call.scope = callScope(owner.tenant, owner.connector) satisfies CallScope;
    call.actor = actorOf(owner);
    this.credentials.noteUse(owner.credential, call.ipAddress);
  }

  /** The same answer after the same work, whatever was wrong with the credential. */
  private async refuseConnector(context: ExecutionContext): Promise<never> {
    const request = context.switchToHttp().getRequest<Request>();
    callOf(request).scope = await this.paths.find(request.params['tenant'], request.params['connector']);
    this.assertNotTooOften(request);
    challenge(context, ['Bearer realm="rollbook"', 'Basic realm="rollbook", charset="UTF-8"']);
    throw ScimError.unauthorized(SCIM_REFUSAL);
  }

  private async admitAdmin(context: ExecutionContext): Promise<true> {
    const request = context.switchToHttp().getRequest<Request>();
    const call = callOf(request);
    const admin = await this.adminSignIn.identify(context);
    if (admin === undefined) {
      this.assertNotTooOften(request);
      challenge(context, ['Bearer realm="rollbook"']);
      throw ScimError.unauthorized(ADMIN_REFUSAL);
    }
    const { id, name } = admin;
    call.actor = { id, type: 'AdminToken', alternateId: id, displayName: name, detailEntry: null };
    this.adminTokens.noteUse(admin, call.ipAddress);
    attachAdmin(request, admin);
    const slug = request.params['tenant']?.toString();
    // A tenant reads in its log what its own tokens were refused.
    if (admin.tenant !== null && admin.tenant.slug === slug) {
      call.scope = { tenantPk: admin.tenant.pk, tenantSlug: slug };
    }
    assertAdminMay(admin, adminRuleOf(request.method, context.getHandler()), slug);
    return admitted(context);
  }

  /** Only for a credential that was found to be wrong. @throws ScimError 429 */
  private assertNotTooOften(request: Request): void {
    const presented = presentedKey(request);
    if (presented === undefined) return;
    const call = callOf(request);
    call.failedSignIn = true;
    const waitSeconds = this.failures.note(call.ipAddress, presented.key);
    if (waitSeconds !== undefined) throw ScimError.tooManyRequests(TOO_MANY_FAILURES, waitSeconds);
  }
}

function admitted(context: ExecutionContext): true {
  context.switchToHttp().getRequest<Request & WithAdmission>()[ADMITTED] = true;
  return true;
}

/** A path that names another tenant or connector than the credential's is a wrong credential. */
function isAddressed(owner: CredentialOwner, request: Request): boolean {
  return request.params['tenant'] === owner.tenant.slug && request.params['connector'] === owner.connector.slug;
}

function readOnly({ tenant, connector, credential }: CredentialOwner): ScimError {
  return ScimError.forbidden(
    `The credential ${credential.name} may only read, so nothing was changed. An admin lets it write with PATCH /api/v1` +
      `/tenants/${tenant.slug}/connectors/${connector.slug}/credentials/${credential.id} {"scope": "read-write"}.`,
  );
}

/** RFC 9110 §11.6.1: a 401 says which schemes are understood. */
function challenge(context: ExecutionContext, schemes: string[]): void {
  context.switchToHttp().getResponse<Response>().setHeader('WWW-Authenticate', schemes);
}
