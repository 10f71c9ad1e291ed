import { Injectable } from '@nestjs/common';
import { schemasWith } from '../protocol/schema/extended-schemas.js';
import { CORE_SCHEMAS, type ResourceSchemas } from '../protocol/schema/resource-types.js';
import { CUSTOM_FIELD_NAMESPACE } from '../tenancy/connector-settings.js';
import { type ExtendedField, ExtendedFieldStore } from '../tenancy/extended-field-store.js';
import type { Connector, Tenant } from '../tenancy/tenant.js';

/** Connectors and tenants whose schemas are kept. */
const KEPT = 1_000;

interface Kept {
  /** What the schemas were made of; they hold as long as it is the same. */
  readonly made: string;
  readonly schemas: Promise<ResourceSchemas>;
}

/** The schemas that a connector publishes: what validates, what is filtered and sorted by, and what discovery shows. */
@Injectable()
export class SchemaRegistry {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly fields: ExtendedFieldStore) {}

  /** Asks the database only after a change of the tenant's fields, and never for a connector that publishes none. */
  of(tenant: Tenant, { pk, customFieldNamespace, customFields }: Connector): Promise<ResourceSchemas> {
    if (customFields.length === 0) return Promise.resolve(CORE_SCHEMAS);
    const published = new Set(customFields.map((id) => id.toLowerCase()));
    const made = `${tenant.schemaVersion} ${customFieldNamespace} ${customFields.join()}`;
    return this.keep(tenant, `connector ${pk}`, made, customFieldNamespace, (field) =>
      published.has(field.fieldId.toLowerCase()),
    );
  }

  /** What an admin's documents are checked, filtered and shown with: every field, under the default namespace. */
  forAdmins(tenant: Tenant): Promise<ResourceSchemas> {
    // No field was ever defined.
    if (tenant.schemaVersion === 0) return Promise.resolve(CORE_SCHEMAS);
    return this.keep(tenant, `tenant ${tenant.pk}`, `${tenant.schemaVersion}`, CUSTOM_FIELD_NAMESPACE, () => true);
  }

  private keep(
    tenant: Tenant,
    whose: string,
    made: string,
    namespace: string,
    isPublished: (field: ExtendedField) => boolean,
  ): Promise<ResourceSchemas> {
    const known = this.kept.get(whose);
    if (known?.made === made) return known.schemas;
    const schemas = this.load(tenant, namespace, isPublished);
    this.kept.delete(whose);
    this.kept.set(whose, { made, schemas });
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    // What could not be read is asked again.
    schemas.catch(() => this.kept.get(whose)?.schemas === schemas && this.kept.delete(whose));
    return schemas;
  }

  private async load(
    tenant: Tenant,
    namespace: string,
    isPublished: (field: ExtendedField) => boolean,
  ): Promise<ResourceSchemas> {
    const fields = await this.fields.list({ tenantPk: tenant.pk });
    return schemasWith(
      namespace,
      fields.filter((field) => field.state === 'on' && isPublished(field)),
    );
  }
}
