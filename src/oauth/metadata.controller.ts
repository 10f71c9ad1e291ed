import { Controller, Get, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { PublicAccess } from '../credentials/access.js';
import { Problem } from '../http/problem.js';
import { BaseUrls } from '../tenancy/base-urls.js';
import { isSlug } from '../tenancy/tenant.js';
import { type AuthorizationServerMetadata, authorizationServerMetadata } from './authorization-server-metadata.js';
import { ApiServerMetadata } from './swagger.js';

const PREFIX = '/.well-known/oauth-authorization-server';

/** Describes the authorization server of a connector to its clients (RFC 8414). */
@ApiTags('OAuth 2.0')
@PublicAccess()
@Controller()
export class MetadataController {
  constructor(private readonly urls: BaseUrls) {}

  /** The same for every well-formed address, whether or not there is such a tenant: nothing can be probed. */
  @Get('.well-known/oauth-authorization-server/*issuer')
  @ApiServerMetadata()
  metadata(@Req() request: Request): AuthorizationServerMetadata {
    const path = request.path.slice(PREFIX.length);
    // A proxy in front may have taken the path of PUBLIC_URL away, or left it there.
    const own = new URL(this.urls.publicUrl).pathname.replace(/\/$/, '');
    const rest = own !== '' && path.startsWith(`${own}/`) ? path.slice(own.length) : path;
    const [, root, tenant = '', connector = '', ...more] = rest.split('/');
    if (root !== 'scim' || !isSlug(tenant) || !isSlug(connector) || more.length > 0) throw notFound();
    return authorizationServerMetadata(this.urls, tenant, connector);
  }
}

const notFound = (): Problem =>
  Problem.notFound(
    `There is no authorization server. Its description is at ${PREFIX} + the path of its issuer (RFC 8414).`,
  );
