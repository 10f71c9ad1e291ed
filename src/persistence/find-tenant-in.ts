import { isSlug, type TenantScope } from '../tenancy/tenant.js';
import type { Snapshot } from './open-snapshot.js';

/** The tenant with this slug; undefined where there is none. */
export async function findTenantIn(snapshot: Snapshot, slug: string): Promise<TenantScope | undefined> {
  // MySQL compares text with trailing spaces cut; a slug holds none.
  if (!isSlug(slug)) return undefined;
  const [row] = await snapshot.rows<{ pk: number }>('SELECT pk FROM tenant WHERE slug = ?', [slug]);
  return row && { tenantPk: row.pk };
}
