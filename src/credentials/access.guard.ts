// credentials: who is calling, and whether they may. Never touches users, groups or the meaning of a request.
import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Request, Response } from 'express';
import { callOf } from '../audit/call.js';
import type { Call, CallScope } from '../audit/call.js';
import { ScimError } from '../protocol/scim-error.js';
import { callScope } from '../tenancy/call-scope.js';
import { PathScope } from './path-scope.js';
import { accessOf } from './access.js';
import { AdminTokensService } from './admin-tokens.service.js';
import { attachCredentialOwner } from './credential-owner-of.js';
import type { CredentialOwner } from './credential.js';
import { CredentialsService } from './credentials.service.js';
import { AdminSignIn, ScimSignIn } from './sign-in.js';

// One answer for every reason, or the answers could be used to find out which credentials and connectors exist.
const SCIM_REFUSAL =
  'The credential is missing, unknown, disabled or expired, or does not belong to this base URL. In Okta paste a ' +
  'credential of this connector into the Provisioning settings and test the connection again; an admin creates one ' +
  'with the admin API.';
const ADMIN_REFUSAL = 'The admin token is missing, unknown or expired. Send it as "Authorization: Bearer …".';

/** The one global guard. Default deny: authentication hangs on the route itself, never on how its path is spelled. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly scimSignIn: ScimSignIn,
    private readonly adminSignIn: AdminSignIn,
    private readonly credentials: CredentialsService,
    private readonly adminTokens: AdminTokensService,
    private readonly paths: PathScope,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
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
    if (tenant !== undefined) callOf(request).scope = await this.paths.find(tenant, connector);
    return true;
  }

  private async admitConnector(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Request>();
    const call = callOf(request);
    const owner = await this.scimSignIn.identify(context);
    if (owner === undefined || !isAddressed(owner, request)) {
      call.scope = await this.paths.find(request.params['tenant'], request.params['connector']);
      challenge(context, ['Bearer realm="rollbook"', 'Basic realm="rollbook", charset="UTF-8"']);
      throw ScimError.unauthorized(SCIM_REFUSAL);
    }
    attachCredentialOwner(request, owner);
    identify(call, owner);
    this.credentials.noteUse(owner.credential, call.ipAddress);
    refuseSwitchedOff(owner);
    return true;
  }

  private async admitAdmin(context: ExecutionContext): Promise<boolean> {
    const call = callOf(context.switchToHttp().getRequest<Request>());
    const admin = await this.adminSignIn.identify(context);
    if (admin === undefined) {
      challenge(context, ['Bearer realm="rollbook"']);
      throw ScimError.unauthorized(ADMIN_REFUSAL);
    }
    const { id, name } = admin;
    call.actor = { id, type: 'AdminToken', alternateId: id, displayName: name, detailEntry: null };
    this.adminTokens.noteUse(admin, call.ipAddress);
    return true;
  }
}

/** A path that names another tenant or connector than the credential's is a wrong credential. */
function isAddressed(owner: CredentialOwner, request: Request): boolean {
  return request.params['tenant'] === owner.tenant.slug && request.params['connector'] === owner.connector.slug;
}

function identify(call: Call, { tenant, connector, credential }: CredentialOwner): void {
  call.scope = callScope(tenant, connector) satisfies CallScope;
  call.actor = {
    id: credential.id,
    type: 'PublicClientApp',
    alternateId: connector.slug,
    displayName: `${connector.displayName} (${credential.name})`,
    detailEntry: null,
  };
}

function refuseSwitchedOff({ tenant, connector }: CredentialOwner): void {
  if (!tenant.enabled) {
    throw ScimError.forbidden(
      `The tenant ${tenant.slug} is disabled, so nothing was read or changed. An admin enables it with PATCH ` +
        `/api/v1/tenants/${tenant.slug} {"enabled": true}.`,
    );
  }
  if (!connector.syncEnabled) {
    throw ScimError.forbidden(
      `The synchronization switch of the connector ${connector.slug} is off, so nothing was read or changed. An admin ` +
        `switches it on with PATCH /api/v1/tenants/${tenant.slug}/connectors/${connector.slug} {"syncEnabled": true}.`,
    );
  }
}

/** RFC 9110 §11.6.1: a 401 says which schemes are understood. */
function challenge(context: ExecutionContext, schemes: string[]): void {
  context.switchToHttp().getResponse<Response>().setHeader('WWW-Authenticate', schemes);
}
