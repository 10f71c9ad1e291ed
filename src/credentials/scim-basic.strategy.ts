import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { CredentialOwner } from './credential.js';
import type { CredentialsService } from './credentials.service.js';
import { HttpBasicStrategy } from './http-basic.strategy.js';
import type { PresentedRequest } from './presented-request.js';

/** `Authorization: Basic …` of an IdP: key and secret. */
@Injectable()
export class ScimBasicStrategy extends PassportStrategy(HttpBasicStrategy, 'scim-basic') {
  async validate(
    request: PresentedRequest<CredentialsService>,
    key: string,
    secret: string,
  ): Promise<CredentialOwner | false> {
    return (await request.verifier.authenticateBasic(key, secret)) ?? false;
  }
}
