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

  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt: string;
}
