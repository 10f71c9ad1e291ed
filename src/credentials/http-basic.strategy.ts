import { Strategy } from 'passport-strategy';
import { parseAuthorization } from './authentication-scheme.js';

type Verify<Request> = (
  request: Request,
  key: string,
  secret: string,
  done: (error: unknown, user?: unknown) => void,
) => void;

/** Basic authentication (RFC 7617) for passport. Our own: passport-http cuts the password at its second colon. */
export class HttpBasicStrategy<
  Request extends { readonly headers: { readonly authorization?: string } },
> extends Strategy {
  override readonly name = 'basic';

  constructor(private readonly verify: Verify<Request>) {
    super();
  }

  authenticate(request: Request): void {
    const presented = parseAuthorization(request.headers.authorization);
    if (presented?.scheme !== 'basic') return this.fail('Basic');
    this.verify(request, presented.key, presented.secret, (error, user) => {
      if (error !== null && error !== undefined) return this.error(error);
      return user ? this.success(user) : this.fail('Basic');
    });
  }
}
