import type { AdminRole, AdminToken } from './credential.js';

/** Who is calling the admin API. `pk` is absent for a token from the environment. */
export interface Admin extends Pick<AdminToken, 'id' | 'name' | 'tenant'> {
  readonly pk?: number;
  /** `metrics` may ask for the metrics alone; only the environment gives such a token. */
  readonly role: AdminRole | 'metrics';
}

const admins = new WeakMap<object, Admin>();

/** Ties the verified admin to its request object. */
export function attachAdmin(request: object, admin: Admin): void {
  admins.set(request, admin);
}

/** Who calls. @throws Error for a request that did not pass the guard of an admin route */
export function adminOf(request: object): Admin {
  const admin = admins.get(request);
  if (admin === undefined) throw new Error('request without an admin: its route is not @AdminAccess()');
  return admin;
}
