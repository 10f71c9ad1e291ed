import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A row of `credential`. */
@Entity('credential')
@Index('uq_credential_secret_hash', ['secretHash'], { unique: true })
@Index('uq_credential_id', ['id'], { unique: true })
@Index('ix_credential_connector', ['tenantPk', 'connectorPk', 'pk'])
export class CredentialEntity {
  @PrimaryGeneratedColumn({ name: 'pk', type: 'int', primaryKeyConstraintName: 'pk_credential' })
  pk: number;

  @Column({ name: 'tenant_id', type: 'int' })
  tenantPk: number;

  @Column({ name: 'connector_id', type: 'int' })
  connectorPk: number;

  @Column({ name: 'id', type: 'varchar', length: 36 })
  id: string;

  /** `bearer` or `basic`. */
  @Column({ name: 'type', type: 'varchar', length: 8 })
  type: string;

  @Column({ name: 'name', type: 'varchar', length: 255 })
  name: string;

  @Column({ name: 'prefix', type: 'varchar', length: 64 })
  prefix: string;

  /** SHA-256. VARBINARY(32) on MySQL: `blob` is the one binary type that both drivers know. */
  @Column({ name: 'secret_hash', type: 'blob' })
  secretHash: Buffer;

  /** 0 or 1. */
  @Column({ name: 'enabled', type: 'tinyint' })
  enabled: number;

  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt: string;

  @Column({ name: 'expires_at', type: 'varchar', length: 24, nullable: true })
  expiresAt: string | null;

  @Column({ name: 'last_used_at', type: 'varchar', length: 24, nullable: true })
  lastUsedAt: string | null;

  /** IPv4 or IPv6 as text. */
  @Column({ name: 'last_used_ip', type: 'varchar', length: 45, nullable: true })
  lastUsedIp: string | null;
}
