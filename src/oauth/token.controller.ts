// oauth: access tokens for the clients of connectors, over HTTP (RFC 6749, 7009, 7523, 8414). Knows nothing of SCIM.
import { Body, Controller, HttpCode, Param, Post, Req, UseFilters } from '@nestjs/common';
import { ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { Call } from '../audit/call.js';
import { PublicAccess } from '../credentials/access.js';
import { AccessTokens } from '../credentials/oauth/access-tokens.service.js';
import { ClientSignIn, type SignedInClient } from '../credentials/oauth/client-sign-in.js';
import { OAuthError } from '../credentials/oauth/oauth-error.js';
import { type Form, presentedClient } from '../credentials/oauth/presented-client.js';
import { CurrentCall } from '../http/current-call.js';
import { FormBody } from '../http/form-body.js';
import { OAuthErrorFilter } from './oauth-error.filter.js';
import { ApiClientForm, ApiOAuthErrors, RevocationForm, TokenForm, TokenView } from './swagger.js';

/** Public as far as the guard goes: the client authenticates by what is in header or body. */
@ApiTags('OAuth 2.0')
@PublicAccess()
@UseFilters(OAuthErrorFilter)
@ApiConsumes('application/x-www-form-urlencoded')
@ApiOAuthErrors()
@Controller('scim/:tenant/:connector/oauth')
export class TokenController {
  constructor(
    private readonly clients: ClientSignIn,
    private readonly tokens: AccessTokens,
  ) {}

  @Post('token')
  @HttpCode(200)
  @FormBody()
  @ApiOperation({
    summary: 'Get an access token',
    description:
      'For an OAuth client (a credential of the type `oauth`), by client credentials (RFC 6749 section 4.4). The client signs in ' +
      'with HTTP Basic, with `client_id` and `client_secret`, or with a JWT that it signed (RFC 7523 section 2.2).',
  })
  @ApiClientForm(TokenForm)
  @ApiOkResponse({ type: TokenView })
  async token(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('connector') connector: string,
    @Body() form: Form,
    @Req() request: Request,
  ): Promise<TokenView> {
    const grantType = form.get('grant_type');
    if (grantType === undefined) throw OAuthError.invalidRequest('grant_type is missing.');
    const client = await this.signIn(call, { tenant, connector }, form, request);
    if (grantType !== 'client_credentials') throw OAuthError.unsupportedGrantType();
    if ((form.get('scope') ?? SCOPE) !== SCOPE) throw OAuthError.invalidScope();
    const { token, expiresIn } = await this.tokens.issue(call, client);
    return { access_token: token, token_type: 'Bearer', expires_in: expiresIn, scope: SCOPE };
  }

  @Post('revoke')
  @HttpCode(200)
  @FormBody()
  @ApiOperation({
    summary: 'Give an access token back',
    description:
      'RFC 7009. 200 also for a token that is unknown. Other instances may accept it for half a second more.',
  })
  @ApiClientForm(RevocationForm)
  @ApiOkResponse({ description: 'The token no longer works' })
  async revoke(
    @CurrentCall() call: Call,
    @Param('tenant') tenant: string,
    @Param('connector') connector: string,
    @Body() form: Form,
    @Req() request: Request,
  ): Promise<void> {
    const token = form.get('token');
    if (token === undefined) throw OAuthError.invalidRequest('token is missing.');
    await this.tokens.revoke(call, await this.signIn(call, { tenant, connector }, form, request), token);
  }

  private signIn(
    call: Call,
    address: { readonly tenant: string; readonly connector: string },
    form: Form,
    request: Request,
  ): Promise<SignedInClient> {
    // RFC 6749 §2.3.1: what is in a URL ends in the logs of proxies.
    if (Object.keys(request.query).length > 0)
      throw OAuthError.invalidRequest('Parameters belong in the body, never in the URL.');
    return this.clients.identify(call, address, presentedClient(authorizationsOf(request), form));
  }
}

/** The only scope there is; what a client may do is a setting of its credential. */
const SCOPE = 'scim';

/** Two are two: Node keeps the first silently. */
function authorizationsOf({ rawHeaders }: Request): readonly string[] {
  return rawHeaders.filter((_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === 'authorization');
}
