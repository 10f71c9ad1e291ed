import { ProcessLog } from '../../src/audit/process-log.js';

/** A process log that can be read again. */
export class MemoryLog extends ProcessLog {
  readonly lines: { readonly level: string; readonly fields: object; readonly message: string }[] = [];

  override info(fields: object, message: string): void {
    this.lines.push({ level: 'info', fields, message });
  }

  override warn(fields: object, message: string): void {
    this.lines.push({ level: 'warn', fields, message });
  }

  override error(fields: object, message: string): void {
    this.lines.push({ level: 'error', fields, message });
  }
}
