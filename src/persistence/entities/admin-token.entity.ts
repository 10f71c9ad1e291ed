import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** A row of `admin_token`. */
@Entity('admin_token')
@Index('uq_admin_token_secret_hash', ['secretHash'], { unique: true })
@Index('uq_admin_token_id', ['id'], { unique: true })
@Index('uq_admin_token_first', ['isFirst'], { unique: true })
export class AdminTokenEntity {
  @PrimaryGeneratedColumn({ name: 'pk', type: 'int', primaryKeyConstraintName: 'pk_admin_token' })
  pk: number;

  @Column({ name: 'id', type: 'varchar', length: 36 })
  id: string;

  @Column({ name: 'name', type: 'varchar', length: 255 })
  name: string;

  @Column({ name: 'prefix', type: 'varchar', length: 64 })
  prefix: string;

  /** SHA-256. VARBINARY(32) on MySQL. */
  @Column({ name: 'secret_hash', type: 'blob' })
  secretHash: Buffer;

  /** 1 for the token of the first start, else null; unique, so that of several instances one makes it. */
  @Column({ name: 'is_first', type: 'tinyint', nullable: true })
  isFirst: number | null;

  /** `admin` or `auditor`. */
  @Column({ name: 'role', type: 'varchar', length: 16 })
  role: string;

  /** null: all tenants. */
  @Column({ name: 'tenant_id', type: 'int', nullable: true })
  tenantPk: number | null;

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

  @Column({ name: 'last_used_ip', type: 'varchar', length: 45, nullable: true })
  lastUsedIp: string | null;
}
