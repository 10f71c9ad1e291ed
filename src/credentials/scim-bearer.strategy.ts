import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import type { CredentialOwner } from './credential.js';
import type { CredentialsService } from './credentials.service.js';
import type { PresentedRequest } from './presented-request.js';

/** `Authorization: Bearer TOKEN` of an IdP (RFC 6750 §2.1). */
@Injectable()
export class ScimBearerStrategy extends PassportStrategy(Strategy, 'scim-bearer') {
  constructor() {
    super({ passReqToCallback: true });
  }

  async validate(request: PresentedRequest<CredentialsService>, token: string): Promise<CredentialOwner | false> {
    return (await request.verifier.authenticateBearer(token)) ?? false;
  }
}
