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

  /** `bearer`, `basic` or `oauth`. */
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

  /** `read-write` or `read`. */
  @Column({ name: 'scope', type: 'varchar', length: 16 })
  scope: string;

  /** JSON: a list of addresses and ranges. */
  @Column({ name: 'allowed_ips', type: 'varchar', length: 4096 })
  allowedIps: string;

  /** JSON: public keys (RFC 7517) of an OAuth client that signs. */
  @Column({ name: 'public_keys', type: 'text', nullable: true })
  publicKeys: string | null;

  /** Of an admin token. */
  @Column({ name: 'created_by_id', type: 'varchar', length: 36, nullable: true })
  createdById: string | null;

  @Column({ name: 'created_by_name', type: 'varchar', length: 255, nullable: true })
  createdByName: string | null;

  @Column({ name: 'created_at', type: 'varchar', length: 24 })
  createdAt: string;

  @Column({ name: 'expires_at', type: 'varchar', length: 24, nullable: true })
  expiresAt: string | null;

  @Column({ name: 'last_used_at', type: 'varchar', length: 24, nullable: true })
  lastUsedAt: string | null;

  /** IPv4 or IPv6 as text. */
  @Column({ name: 'last_used_ip', type: 'varchar', length: 45, nullable: true })
  lastUsedIp: string | null;

  /** Days before its end for which a warning was given last. */
  @Column({ name: 'warned_days', type: 'smallint', nullable: true })
  warnedDays: number | null;
}
