import { SetMetadata } from '@nestjs/common';

/** Who may call a route. Every route is in exactly one class; a route in none is refused. */
export type AccessClass = 'public' | 'scim' | 'admin';

const ACCESS = 'rollbook:access';

/** Anybody, without a credential. */
export const PublicAccess = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'public' satisfies AccessClass);

/** The connector that the path names, with a credential of its own. */
export const ScimAccess = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'scim' satisfies AccessClass);

/** An admin token. */
export const AdminAccess = (): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, 'admin' satisfies AccessClass);

/** The class of a route: its handler's, else its controller's. */
export function accessOf(handler: object, controller: object): AccessClass | undefined {
  const found: unknown = Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller);
  return found === 'public' || found === 'scim' || found === 'admin' ? found : undefined;
}
