/** The admin token that the environment gives (`ADMIN_TOKEN`), as a class so that Nest can inject it. */
export class BootstrapToken {
  constructor(readonly value: string | undefined) {}
}
