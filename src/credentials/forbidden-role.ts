/** 403: the admin token is right and may not do this. `detail` is a sentence for whoever holds it. */
export class ForbiddenRole extends Error {
  constructor(readonly detail: string) {
    super(detail);
    this.name = 'ForbiddenRole';
  }
}
