import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A row of `grantable`: a role or an entitlement of a tenant's catalogue. */
@Entity('grantable')
@Index('uq_grantable_id', ['tenantPk', 'kind', 'idKey'], { unique: true })
@Index('ix_grantable_list', ['tenantPk', 'kind', 'pk'])
export class GrantableEntity {
  @PrimaryGeneratedColumn({ name: 'pk', type: 'int', primaryKeyConstraintName: 'pk_grantable' })
  pk: number;

  @Column({ name: 'tenant_id', type: 'int' })
  tenantPk: number;

  /** 1 role, 2 entitlement. */
  @Column({ name: 'kind', type: 'tinyint' })
  kind: number;

  /** Name of the resource type. */
  @Column({ name: 'type', type: 'varchar', length: 16 })
  type: string;

  @Column({ name: 'id', type: 'varchar', length: 255 })
  id: string;

  /** How values of users are compared. VARBINARY(255) on MySQL, see `CredentialEntity.secretHash`. */
  @Column({ name: 'id_key', type: 'blob' })
  idKey: Buffer;

  @Column({ name: 'display_name', type: 'varchar', length: 255 })
  displayName: string;

  @Column({ name: 'description', type: 'varchar', length: 1000, nullable: true })
  description: string | null;

  @Column({ name: 'version', type: 'int' })
  version: number;

  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt: string;

  @Column({ name: 'last_modified_at', type: 'varchar', length: 24 })
  lastModifiedAt: string;
}
