/** All that a line may hold beside its time, level and message. A field that is added to a line is added here. */
export const LOG_FIELDS = [
  ...(['requestId', 'method', 'path', 'status', 'durationMs', 'ip', 'code'] as const),
  ...(['actor', 'adminToken', 'tenant', 'connector'] as const),
  ...(['pending', 'dropped', 'lost', 'stack', 'count', 'captures', 'wrong'] as const),
  ...(['pid', 'signal', 'pauseMs'] as const),
  ...(['sink', 'format', 'uuid', 'backlog', 'oldest', 'exported', 'setAside'] as const),
  ...(['lastExportedAt', 'failingSince', 'problem', 'source'] as const),
] as const;

/** By name: never a header, a body or a query. An error and a checkpoint are objects, of which a line takes what it knows. */
export type LogFields = { readonly [name in (typeof LOG_FIELDS)[number] | 'err' | 'checkpoint']?: unknown };

/** The process log of this instance (pino in production). */
export abstract class ProcessLog {
  abstract info(fields: LogFields, message: string): void;
  abstract warn(fields: LogFields, message: string): void;
  abstract error(fields: LogFields, message: string): void;
}
