import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A row of `connector`. */
@Entity('connector')
@Index('uq_connector_slug', ['tenantPk', 'slug'], { unique: true })
@Index('uq_connector_id', ['id'], { unique: true })
export class ConnectorEntity {
  @PrimaryGeneratedColumn({ name: 'pk', type: 'int', primaryKeyConstraintName: 'pk_connector' })
  pk: number;

  @Column({ name: 'tenant_id', type: 'int' })
  tenantPk: number;

  /** Public id (UUID), ASCII. */
  @Column({ name: 'id', type: 'varchar', length: 36 })
  id: string;

  @Column({ name: 'slug', type: 'varchar', length: 63 })
  slug: string;

  @Column({ name: 'display_name', type: 'varchar', length: 255 })
  displayName: string;

  /** `okta`, `entra` or `generic`. */
  @Column({ name: 'provider', type: 'varchar', length: 16 })
  provider: string;

  /** 0 or 1. */
  @Column({ name: 'sync_enabled', type: 'tinyint' })
  syncEnabled: number;

  /** `adopt` or `skip`. */
  @Column({ name: 'existing_users', type: 'varchar', length: 16 })
  existingUsers: string;

  /** `deactivate` or `unlink`. */
  @Column({ name: 'on_deactivate', type: 'varchar', length: 16 })
  onDeactivate: string;

  /** `ignore` or `store`. */
  @Column({ name: 'password_sync', type: 'varchar', length: 16 })
  passwordSync: string;

  @Column({ name: 'custom_field_namespace', type: 'varchar', length: 255 })
  customFieldNamespace: string;

  /** JSON: a list of field ids. */
  @Column({ name: 'custom_fields', type: 'varchar', length: 16384 })
  customFields: string;

  /** `lenient` or `strict`. */
  @Column({ name: 'mode', type: 'varchar', length: 16 })
  mode: string;

  /** JSON: names of tolerances, each true or false. */
  @Column({ name: 'tolerances', type: 'varchar', length: 4096 })
  tolerances: string;

  /** `each` or `summarized`. */
  @Column({ name: 'log_reads', type: 'varchar', length: 16 })
  logReads: string;

  /** Null: bodies are not captured. */
  @Column({ name: 'body_capture_until', type: 'varchar', length: 24, nullable: true })
  bodyCaptureUntil: string | null;

  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt: string;
}
