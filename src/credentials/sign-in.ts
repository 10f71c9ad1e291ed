import { Injectable } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { authorizationHeader } from './authentication-scheme.js';
import { AdminTokensService } from './admin-tokens.service.js';
import type { Admin } from './admin.js';
import type { CredentialOwner } from './credential.js';
import { CredentialsService } from './credentials.service.js';
import { presentedRequest } from './presented-request.js';
import type { PresentedRequest } from './presented-request.js';

/** Passport's answer, kept by request: the strategies never see the request itself. */
class Verified<T> {
  private readonly users = new WeakMap<object, T>();

  note(context: ExecutionContext, error: Error | null, user: T | false | undefined): void {
    if (error !== null) throw error;
    if (user) this.users.set(context.switchToHttp().getRequest<Request>(), user);
  }

  /** Hands the answer out once: a request is asked about again after its body was read, and may be nobody by then. */
  take(context: ExecutionContext): T | undefined {
    const request = context.switchToHttp().getRequest<Request>();
    const user = this.users.get(request);
    this.users.delete(request);
    return user;
  }
}

/** Runs the strategies of the SCIM API. Says who it is; refusing is the access guard's business. */
@Injectable()
export class ScimSignIn extends AuthGuard(['scim-bearer', 'scim-basic']) {
  private readonly verified = new Verified<CredentialOwner>();

  constructor(private readonly credentials: CredentialsService) {
    super();
  }

  /** At once where it is remembered. */
  identify(context: ExecutionContext): CredentialOwner | undefined | Promise<CredentialOwner | undefined> {
    const ask = async (): Promise<CredentialOwner | undefined> => {
      await this.canActivate(context);
      return this.verified.take(context);
    };
    const header = authorizationHeader(context.switchToHttp().getRequest<Request>());
    return header === undefined ? ask() : this.credentials.signIn(header, ask);
  }

  override getRequest(context: ExecutionContext): PresentedRequest<CredentialsService> {
    return presentedRequest(context.switchToHttp().getRequest<Request>(), this.credentials);
  }

  override handleRequest<T>(error: Error | null, user: T, _info: unknown, context: ExecutionContext): T {
    this.verified.note(context, error, user as CredentialOwner | false | undefined);
    return user;
  }
}

/** Runs the strategy of the admin API. */
@Injectable()
export class AdminSignIn extends AuthGuard('admin-bearer') {
  private readonly verified = new Verified<Admin>();

  constructor(private readonly adminTokens: AdminTokensService) {
    super();
  }

  async identify(context: ExecutionContext): Promise<Admin | undefined> {
    await this.canActivate(context);
    return this.verified.take(context);
  }

  override getRequest(context: ExecutionContext): PresentedRequest<AdminTokensService> {
    return presentedRequest(context.switchToHttp().getRequest<Request>(), this.adminTokens);
  }

  override handleRequest<T>(error: Error | null, user: T, _info: unknown, context: ExecutionContext): T {
    this.verified.note(context, error, user as Admin | false | undefined);
    return user;
  }
}
