/**
 * How many failures a minute are answered and logged each by itself (`MAX_FAILED_SIGN_INS`), as a class so that Nest can
 * inject it: wrong credentials per network and per key, and events of strangers per network and connector.
 */
export class SignInLimit {
  constructor(readonly perMinute: number) {}
}
