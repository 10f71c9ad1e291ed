// The two packages come without types. Only what the strategies here use.

declare module 'passport-strategy' {
  export class Strategy {
    name: string;
    /** Given by passport to the instance that it makes for each request. */
    success(user: unknown): void;
    fail(challenge: string): void;
    error(error: unknown): void;
  }
}

declare module 'passport-http-bearer' {
  import type { Strategy as PassportStrategy } from 'passport-strategy';

  export class Strategy extends PassportStrategy {
    constructor(
      options: { readonly passReqToCallback: true },
      verify: (request: unknown, token: string, done: (error: unknown, user?: unknown) => void) => void,
    );
  }
}
