import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-http-bearer';
import type { Admin } from './admin.js';
import type { AdminTokensService } from './admin-tokens.service.js';
import type { PresentedRequest } from './presented-request.js';

/** `Authorization: Bearer TOKEN` of the admin API. */
@Injectable()
export class AdminBearerStrategy extends PassportStrategy(Strategy, 'admin-bearer') {
  constructor() {
    super({ passReqToCallback: true });
  }

  async validate(request: PresentedRequest<AdminTokensService>, token: string): Promise<Admin | false> {
    return (await request.verifier.authenticate(token)) ?? false;
  }
}
