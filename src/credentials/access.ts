import { applyDecorators, SetMetadata } from '@nestjs/common';

/** Who may call a route. Every route is in exactly one class; a route in none is refused. */
export type AccessClass = 'public' | 'scim' | 'admin';

const ACCESS = 'rollbook:access';

/** Anybody, without a credential. */
export const PublicAccess = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'public' satisfies AccessClass);

/** The connector that the path names, with a credential of its own. */
export const ScimAccess = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'scim' satisfies AccessClass);

/** What a route of the admin API asks of a token's role: an auditor may only read. */
export type AdminNeed = 'read' | 'write';

/** What the guard asks of an admin token. */
export interface AdminRule {
  readonly need: AdminNeed;
  /** The route names no tenant in its path, and shows a token that is kept to one only what is of that tenant. */
  readonly isNarrowed: boolean;
  /** `METRICS_TOKEN` opens it too. */
  readonly isMetrics: boolean;
}

const ADMIN_NEED = 'rollbook:admin-need';
const NARROWED = 'rollbook:narrowed';
const METRICS = 'rollbook:metrics';

/**
 * An admin token. GET and HEAD need the right to read, everything else the right to write, unless the handler says
 * otherwise (said of a whole controller it is not heard: it would hold for what is added later). A token that is kept to a
 * tenant reaches what has it as `:tenant` in its path; other routes are closed to it unless they are `@NarrowedToTenant()`.
 */
export const AdminAccess = (need?: AdminNeed): MethodDecorator & ClassDecorator =>
  applyDecorators(
    SetMetadata(ACCESS, 'admin' satisfies AccessClass),
    ...(need === undefined ? [] : [SetMetadata(ADMIN_NEED, need)]),
  );

/** A route without a tenant in its path whose handler asks `CurrentAdmin` and keeps a token of one tenant to that. */
export const NarrowedToTenant = (): MethodDecorator => SetMetadata(NARROWED, true);

/** A route that `METRICS_TOKEN` opens, beside every admin token that may read it. */
export const MetricsAccess = (): MethodDecorator => SetMetadata(METRICS, true);

/** What an admin route asks, as its handler declares it. */
export function adminRuleOf(method: string, handler: object): AdminRule {
  const declared: unknown = Reflect.getMetadata(ADMIN_NEED, handler);
  const need = declared === 'read' || declared === 'write' ? declared : isWrite(method, handler) ? 'write' : 'read';
  return {
    need,
    isNarrowed: Reflect.getMetadata(NARROWED, handler) === true,
    isMetrics: Reflect.getMetadata(METRICS, handler) === true,
  };
}

/** The class of a route: its handler's, else its controller's. */
export function accessOf(handler: object, controller: object): AccessClass | undefined {
  const found: unknown = Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller);
  return found === 'public' || found === 'scim' || found === 'admin' ? found : undefined;
}

const READS_ONLY = 'rollbook:reads-only';

/** A route that changes nothing although its method is POST, as a search is (RFC 7644 §3.4.3). */
export const ReadsOnly = (): MethodDecorator => SetMetadata(READS_ONLY, true);

/** Whether a request to the route may change something: by its method, unless the handler says otherwise. */
export function isWrite(method: string, handler: object): boolean {
  return method !== 'GET' && method !== 'HEAD' && Reflect.getMetadata(READS_ONLY, handler) !== true;
}
