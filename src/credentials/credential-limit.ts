/** How many credentials of one connector may be valid at a time (`MAX_CREDENTIALS`), as a class so that Nest can inject it. */
export class CredentialLimit {
  constructor(readonly perConnector: number) {}
}
