import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/*
 * Entities describe rows to TypeORM; what the tables really are is said by the migrations, per dialect (collations,
 * binary keys). Relations are plain key columns: entities that name each other crash the ESM build.
 */

/** A row of `tenant`. */
@Entity('tenant')
@Index('uq_tenant_slug', ['slug'], { unique: true })
export class TenantEntity {
  @PrimaryGeneratedColumn({ name: 'pk', type: 'int', primaryKeyConstraintName: 'pk_tenant' })
  pk: number;

  /** ASCII, compared as bytes. */
  @Column({ name: 'slug', type: 'varchar', length: 63 })
  slug: string;

  @Column({ name: 'display_name', type: 'varchar', length: 255 })
  displayName: string;

  /** 0 or 1. */
  @Column({ name: 'enabled', type: 'tinyint' })
  enabled: number;

  @Column({ name: 'schema_version', type: 'int' })
  schemaVersion: number;

  @Column({ name: 'log_retention_days', type: 'smallint' })
  logRetentionDays: number;

  /** RFC 3339 UTC with milliseconds, as text. */
  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt: string;
}
