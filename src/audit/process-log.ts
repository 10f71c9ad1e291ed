/** The process log of this instance (pino in production). Takes fields by name: never a header, a body or a query. */
export abstract class ProcessLog {
  abstract info(fields: Readonly<Record<string, unknown>>, message: string): void;
  abstract warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  abstract error(fields: Readonly<Record<string, unknown>>, message: string): void;
}
