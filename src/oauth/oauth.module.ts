import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { HttpModule } from '../http/http.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';
import { MetadataController } from './metadata.controller.js';
import { TokenController } from './token.controller.js';

/** OAuth 2.0 for the clients of connectors: token, revocation, description. */
@Module({
  imports: [TenancyModule, CredentialsModule, HttpModule],
  controllers: [TokenController, MetadataController],
})
export class OAuthModule {}
